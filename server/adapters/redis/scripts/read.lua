#!lua flags=no-writes
--[[
The commits after a cursor.

KEYS  1 room, 2 log
ARGV  1 epoch, 2 rev, 3 how many at most
Result  the commits in order; nil if the log is another, or does not reach back so far
]]
local room = redis.call('HMGET', KEYS[1], 'epoch', 'rev', 'trimmed')
local after = tonumber(ARGV[2])
if room[1] ~= ARGV[1] or after < tonumber(room[3]) or after > tonumber(room[2]) then return nil end

local commits = {}
for index, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[2] .. '-0', '+', 'COUNT', ARGV[3])) do
  commits[index] = entry[2][2]
end
return commits
