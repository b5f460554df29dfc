#!lua
--[[
Drops what the database has. A log of which nothing is left goes by itself when nobody has written for a while: at once
would make every node that still has the document open believe that something was lost.

KEYS  1 document, 2 log
ARGV  1 incarnation, 2 the place up to which the database has it, 3 milliseconds for which an empty log is kept
Result  1 if it was trimmed, 0 if the log is another by now
]]
local document = redis.call('HMGET', KEYS[1], 'incarnation', 'seq')
if document[1] ~= ARGV[1] then return 0 end

redis.call('XTRIM', KEYS[2], 'MINID', string.format('%d', tonumber(ARGV[2]) + 1) .. '-0')
redis.call('HSET', KEYS[1], 'trimmed', ARGV[2])
if document[2] == ARGV[2] then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  redis.call('PEXPIRE', KEYS[2], ARGV[3])
end
return 1
