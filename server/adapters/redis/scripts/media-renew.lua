#!lua
--[[
Keeps a lease. One that has run out and that nobody took is taken up again: Redis was away, or has lost it.

KEYS  1 media
ARGV  1 node, 2 token, 3 milliseconds the lease lasts
Result  1 if it is kept, 0 if it is another's
]]
local token = redis.call('HGET', KEYS[1], 'token')
if token and token ~= ARGV[2] then return 0 end

redis.call('HSET', KEYS[1], 'node', ARGV[1], 'token', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
