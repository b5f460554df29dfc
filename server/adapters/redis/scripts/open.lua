#!lua
--[[
Puts a room in, unless it is there already, or was released at a later cursor.

KEYS  1 room, 2 snapshot, 3 released
ARGV  1 epoch, 2 rev, 3 the room as JSON
Result  1 if it was put in, else 0
]]
local epoch, rev = tonumber(ARGV[1]), tonumber(ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end

local released = redis.call('HMGET', KEYS[3], 'epoch', 'rev')
local lastEpoch, lastRev = tonumber(released[1]), tonumber(released[2])
if lastEpoch and (epoch < lastEpoch or (epoch == lastEpoch and rev < lastRev)) then return 0 end

local run = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'rev', ARGV[2], 'trimmed', ARGV[2], 'covered', ARGV[2], 'run', run)
redis.call('SET', KEYS[2], ARGV[3])
return 1
