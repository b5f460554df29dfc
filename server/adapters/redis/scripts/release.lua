#!lua
--[[
Takes a room out, if it still stands at the cursor; what it remembers of commands stays. Leaves a note of where it stood,
so that no older copy comes in. Not if another run of Redis wrote to it last: then it may lack commits, and so may the
copy that the caller has put away.

KEYS  1 room, 2 snapshot, 3 log, 4 released
ARGV  1 epoch, 2 rev, 3 milliseconds for which the note is kept
Result  1 if it was taken out, else 0
]]
local room = redis.call('HMGET', KEYS[1], 'epoch', 'rev', 'run')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if room[1] ~= ARGV[1] or room[2] ~= ARGV[2] or room[3] ~= run then return 0 end

redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
redis.call('HSET', KEYS[4], 'epoch', ARGV[1], 'rev', ARGV[2])
redis.call('PEXPIRE', KEYS[4], ARGV[3])
return 1
