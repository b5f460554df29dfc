#!lua
--[[
Drops commits that the snapshot covers, never beyond what the caller says was recorded.

KEYS  1 room, 2 log
ARGV  1 epoch, 2 the last rev that was recorded
Result  1 if commits were dropped, else 0
]]
local room = redis.call('HMGET', KEYS[1], 'epoch', 'trimmed', 'covered')
if room[1] ~= ARGV[1] then return 0 end
local rev = math.min(tonumber(ARGV[2]), tonumber(room[3]))
if rev <= tonumber(room[2]) then return 0 end

redis.call('XTRIM', KEYS[2], 'MINID', (rev + 1) .. '-0')
redis.call('HSET', KEYS[1], 'trimmed', rev)
return 1
