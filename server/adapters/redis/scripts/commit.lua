#!lua
--[[
Appends commits if nobody was faster, and lets the other nodes know them.

Compares the cursor, and the run of Redis that wrote to the room last: another one may have come back with less than it
had acknowledged, and only a new epoch can say so. The run is asked for here (5 µs, measured) and not sent along, so that
it is that of the very process that writes, however the connection came to it.

KEYS  1 room, 2 log, 3 channel, from 4 on a key for each command to be remembered
ARGV  1 expected epoch, 2 expected rev, 3 milliseconds for which commands are remembered, 4 the number of commits,
      then the commits as JSON, then the answer to each command as JSON
Result  {'committed'}
        {'repeated', number of a command, its answer, …} of those accepted before; nothing was written
        {'conflict', the commits after the expected rev…}; nothing was written
        {'stale'} if the log is not what the caller thinks, or no longer reaches back so far; nothing was written
]]
local expectedRev, count = tonumber(ARGV[2]), tonumber(ARGV[4])

if #KEYS > 3 then
  local answers = redis.call('MGET', unpack(KEYS, 4))
  local repeated = { 'repeated' }
  for number, answer in ipairs(answers) do
    if answer then
      repeated[#repeated + 1] = number
      repeated[#repeated + 1] = answer
    end
  end
  if #repeated > 1 then return repeated end
end

local room = redis.call('HMGET', KEYS[1], 'epoch', 'rev', 'trimmed', 'run')
local rev, trimmed = tonumber(room[2]), tonumber(room[3])
if room[1] ~= ARGV[1] or expectedRev < trimmed or expectedRev > rev then return { 'stale' } end
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if room[4] ~= run then return { 'stale' } end

if rev > expectedRev then
  local result = { 'conflict' }
  for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[2] .. '-0', '+')) do
    result[#result + 1] = entry[2][2]
  end
  return result
end

for index = 1, count do
  redis.call('XADD', KEYS[2], (rev + index) .. '-0', 'commit', ARGV[4 + index])
end
redis.call('HSET', KEYS[1], 'rev', rev + count)
for index = 4, #KEYS do
  redis.call('SET', KEYS[index], ARGV[1 + count + index], 'PX', ARGV[3])
end
redis.call('SPUBLISH', KEYS[3], '[' .. table.concat(ARGV, ',', 5, 4 + count) .. ']')
return { 'committed' }
