#!lua
--[[
Notes that a node lives, by the clock of Redis itself.

KEYS  1 nodes
ARGV  1 the node
Result  the time that was noted, in epoch milliseconds
]]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', now))
return now
