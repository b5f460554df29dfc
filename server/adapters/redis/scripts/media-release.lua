#!lua
--[[
Gives a lease back, if it is still this one.

KEYS  1 media
ARGV  1 token
Result  1 if it was given back, 0 if it is another's, or none
]]
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end

return redis.call('DEL', KEYS[1])
