#!lua
--[[
Puts a room in the place of one that another run of Redis wrote to last, if that still stands at the cursor. Where both
are equally far the log stays, so that what has not been recorded yet can be; else it begins anew after the room.

KEYS  1 room, 2 snapshot, 3 log
ARGV  1 epoch and 2 rev of the room to be replaced, 3 epoch, 4 rev, 5 the room as JSON
Result  1 if it was replaced, else 0
]]
local room = redis.call('HMGET', KEYS[1], 'epoch', 'rev', 'run')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if room[1] ~= ARGV[1] or room[2] ~= ARGV[2] or room[3] == run then return 0 end

redis.call('HSET', KEYS[1], 'epoch', ARGV[3], 'rev', ARGV[4], 'covered', ARGV[4], 'run', run)
redis.call('SET', KEYS[2], ARGV[5])
if ARGV[4] ~= room[2] then
  redis.call('DEL', KEYS[3])
  redis.call('HSET', KEYS[1], 'trimmed', ARGV[4])
end
return 1
