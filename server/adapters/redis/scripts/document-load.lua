#!lua
--[[
Where the log of a document stands, and what was appended after a place. If the log is not here, or another run of Redis
wrote to it last, it may lack what was acknowledged: then a new incarnation begins, and whoever knows the one before is
told so by its name.

KEYS  1 document, 2 log
ARGV  1 a name for a new incarnation, 2 the incarnation and 3 the place after which entries are wanted; of another
      incarnation all are
Result  {incarnation, place of the last entry, place up to which this incarnation was trimmed,
        then of each entry its place, the node, the update, what came with it}
]]
local document = redis.call('HMGET', KEYS[1], 'incarnation', 'seq', 'trimmed', 'run')
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if document[4] ~= run then
  if not document[1] then redis.call('DEL', KEYS[2]) end
  document = { ARGV[1], document[2] or '0', '0' }
  redis.call('HSET', KEYS[1], 'incarnation', ARGV[1], 'seq', document[2], 'trimmed', '0', 'run', run)
  redis.call('PERSIST', KEYS[1])
  redis.call('PERSIST', KEYS[2])
end

local after = document[1] == ARGV[2] and ARGV[3] or '0'
local result = { document[1], document[2], document[3] }
for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. after .. '-0', '+')) do
  result[#result + 1] = string.match(entry[1], '^%d+')
  for field = 2, 6, 2 do result[#result + 1] = entry[2][field] end
end
return result
