-- load.lua -- what wrk sends, and one JSON line about what came back.
--
--   wrk ... -s load.lua URL -- KEY TEAM get PATH
--   wrk ... -s load.lua URL -- KEY TEAM random PATH LAST     PATH ends where 1..LAST is put
--   wrk ... -s load.lua URL -- KEY TEAM spelt PATH [FILE]    no two queries alike, all mean the same;
--                                                            FILE: lines, one of which ends PATH
--   wrk ... -s load.lua URL -- KEY TEAM post PATH BODY
--   wrk ... -s load.lua URL -- KEY TEAM create TAG           every title is another
--   wrk ... -s load.lua URL -- KEY TEAM acknowledge FIRST LAST   each of prim-FIRST..prim-LAST once
--
-- One thread (-t1). Requests are joined from ready pieces, so that the load core can keep up.
-- SPDX-License-Identifier: Apache-2.0

local ffi = require("ffi")
ffi.cdef("typedef struct { long s, us; } clock_value; int gettimeofday(clock_value *now, void *);")

local METADATA = [[{"status":"firing","labels":{"alertname":"DiskUsageHigh","severity":"warning",]]
  .. [["instance":"db-1.eu-west-1:9100","job":"node","mountpoint":"/var/lib/data",]]
  .. [["team":"storage"},"annotations":{"summary":"Disk usage above 91 %",]]
  .. [["description":"The volume fills at 12 MB/s and is full in 12 hours unless somebody acts.",]]
  .. [["runbook_url":"https://runbooks.example.com/disk-usage-high"},"fingerprint":"1000000001"}]]

local function now()
  local value = ffi.new("clock_value")
  ffi.C.gettimeofday(value, nil)
  return tonumber(value.s) + tonumber(value.us) / 1e6
end

-- A request around a place marked "@@", as the two pieces beside it.
local function split(text)
  local from, to = text:find("@@", 1, true)
  return text:sub(1, from - 1), text:sub(to + 1)
end

local kinds = {}

function kinds.get(path)
  local text = wrk.format("GET", path)
  return function() return text end
end

function kinds.random(path, last)
  local head, tail = split(wrk.format("GET", path .. "@@"))
  last = tonumber(last)
  return function() return head .. math.random(last) .. tail end
end

-- Some letters of the query are percent-encoded, so that no answer is found as it was sent before.
local ENCODED = 4

function kinds.spelt(path, file)
  local head, query = path:match("^(.-%?)(.*)$")
  local ends = { "" }
  if file then
    ends = {}
    for line in io.lines(file) do ends[#ends + 1] = line end
  end
  local letters = {}
  for place in query:gmatch("()%l") do letters[#letters + 1] = place end
  local text = wrk.format("GET", "@@")
  local before, after = split(text)
  local function encode(letter) return ("%%%02X"):format(letter:byte()) end
  return function()
    local spelling = query
    local upto = #letters
    for left = ENCODED, 1, -1 do -- from behind, so that places stay true
      upto = math.random(left, upto)
      local place = letters[upto]
      spelling = spelling:sub(1, place - 1) .. encode(spelling:sub(place, place))
        .. spelling:sub(place + 1)
      upto = upto - 1
    end
    return before .. head .. spelling .. ends[math.random(#ends)] .. after
  end
end

function kinds.post(path, body)
  local text = wrk.format("POST", path, nil, body)
  return function() return text end
end

function kinds.create(tag)
  local number = 10 ^ 9 -- of fixed width, and so is Content-Length
  local place = tostring(number):gsub(".", "#")
  local body = ('{"title":"Disk usage above 91 %% on db-1.eu-west-1, event %s-%s","metadata":%s}')
    :format(tag, place, METADATA)
  local text = wrk.format("POST", "/incidents/create", nil, body)
  local head, tail = split((text:gsub(place, "@@", 1)))
  return function()
    number = number + 1
    return head .. ("%d"):format(number) .. tail
  end
end

function kinds.acknowledge(first, last)
  local number = tonumber(first) - 1
  last = tonumber(last)
  return function()
    began = began or now()
    if number == last then -- wrk itself goes on waiting, so the time is taken here
      ended = now()
      wrk.thread:stop()
    else
      number = number + 1
    end
    return wrk.format("POST", "/incidents/acknowledge", nil, ('{"ids":["prim-%d"]}'):format(number))
  end
end

local only_thread

function setup(thread)
  only_thread = thread
end

function init(args)
  math.randomseed(os.time())
  wrk.headers["x-api-key"] = args[1]
  wrk.headers["x-team-id"] = args[2]
  wrk.headers["Content-Type"] = "application/json"
  request = kinds[args[3]](args[4], args[5])
end

function done(summary, latency)
  local e = summary.errors
  local ended = only_thread:get("ended")
  local seconds = ended and ended - only_thread:get("began") or summary.duration / 1e6
  print(('{"requests":%d,"seconds":%f,"p50_ms":%f,"p99_ms":%f,"errors":%d}'):format(
    summary.requests, seconds, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.connect + e.read + e.write + e.status + e.timeout))
end
