#!lua
--[[
Appends updates to the log of a document and lets the nodes that hold it know them.

The run of Redis is compared as in commit.lua: what the log lost by a restart is put back before anything follows it.

KEYS  1 document, 2 log, 3 channel
ARGV  1 incarnation, 2 the node, then of each update its bytes and what comes with it
Result  the place of the last; nil if the log is another by now, and nothing was written
]]
local document = redis.call('HMGET', KEYS[1], 'incarnation', 'seq', 'run')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if document[1] ~= ARGV[1] or document[3] ~= run then return nil end

local seq = tonumber(document[2])
for index = 3, #ARGV, 2 do
  seq = seq + 1
  local id = string.format('%d', seq)
  redis.call('XADD', KEYS[2], id .. '-0', 'node', ARGV[2], 'update', ARGV[index], 'more', ARGV[index + 1])
  redis.call('SPUBLISH', KEYS[3], 'u' .. ARGV[1] .. ' ' .. id .. ' ' .. ARGV[2] .. ' ' .. ARGV[index])
end
redis.call('HSET', KEYS[1], 'seq', string.format('%d', seq))
redis.call('PERSIST', KEYS[1])
redis.call('PERSIST', KEYS[2])
return seq
