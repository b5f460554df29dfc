#!lua
--[[
Finds out which node has the router of a session's call, and makes it this one if none has. Tokens are microseconds of
Redis' own clock: a later lease has a greater one, also after Redis has lost everything.

KEYS  1 media
ARGV  1 the node that asks, 2 milliseconds the lease lasts
Result  {node, token}
]]
local lease = redis.call('HMGET', KEYS[1], 'node', 'token')
if lease[1] then return lease end

local time = redis.call('TIME')
local token = string.format('%d%06d', tonumber(time[1]), tonumber(time[2]))
redis.call('HSET', KEYS[1], 'node', ARGV[1], 'token', token)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { ARGV[1], token }
