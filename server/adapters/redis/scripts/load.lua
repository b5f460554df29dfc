#!lua flags=no-writes
--[[
The room's last snapshot and the commits after it, as of one moment.

KEYS  1 room, 2 snapshot, 3 log
Result  nil if the room is not here, else {epoch, rev, rev of the snapshot, 1 if another run of Redis wrote to it last
        or else 0, the snapshot, the commits in order…}
]]
local room = redis.call('HMGET', KEYS[1], 'epoch', 'rev', 'covered', 'run')
if not room[1] then return nil end

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local result = { room[1], room[2], room[3], room[4] == run and 0 or 1, redis.call('GET', KEYS[2]) }
for _, entry in ipairs(redis.call('XRANGE', KEYS[3], '(' .. room[3] .. '-0', '+')) do
  result[#result + 1] = entry[2][2]
end
return result
