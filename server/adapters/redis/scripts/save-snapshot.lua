#!lua
--[[
Keeps the room as of a cursor, so that loading folds only what came after. The log stays as it is.

KEYS  1 room, 2 snapshot
ARGV  1 epoch, 2 rev, 3 the room as JSON
Result  1 if it was kept; 0 if it is older than the one there is, ahead of the log, or of another epoch
]]
local room = redis.call('HMGET', KEYS[1], 'epoch', 'rev', 'covered')
local rev = tonumber(ARGV[2])
if room[1] ~= ARGV[1] or rev > tonumber(room[2]) or rev <= tonumber(room[3]) then return 0 end

redis.call('SET', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[1], 'covered', ARGV[2])
return 1
