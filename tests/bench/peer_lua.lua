-- What the journey needs around it in LuaJIT: users by id, timers in one queue for each length (they come due in the order
-- in which they were set), the limit on messages, and the loop over the events, read in place through the FFI. Events that
-- the journey does not name are passed over before the id becomes a string.
local ffi = require "ffi"

ffi.cdef [[
  struct workload_event { char id[16]; int64_t time; uint16_t name; uint8_t plan; uint8_t zero; int32_t count; };
]]

local DAY = 86400000
local LENGTHS = {3 * DAY, 4 * DAY, 7 * DAY, 14 * DAY}
local NAMES = {[0] = "signed_up", "login", "project_created", "invited_teammate", "video_watched", "report_created",
               "upgraded", "noise_event"}
local PLANS = {[0] = "free", "pro", "enterprise"}

return function(make_journey, events, count, lines_add, lines)
  events = ffi.cast("const struct workload_event *", events)
  local add = ffi.cast("void (*)(void *, int64_t, const char *, const char *)", lines_add)
  local queues = {}
  for i = 1, 4 do queues[i] = {first = 1, count = 0, due = {}, user = {}, place = {}} end
  local host = {}

  function host.line(now, user, what)
    add(lines, now, user.id, what)
  end

  -- At most 3 messages in 7 days, otherwise skipped.
  function host.message(now, user, send, skip)
    if user.third > now - 7 * DAY then
      add(lines, now, user.id, skip)
      return
    end
    user.third, user.second, user.newest = user.second, user.newest, now
    add(lines, now, user.id, send)
  end

  function host.timer(now, user, place, length)
    local queue = queues[length]
    local at, due = queue.count + 1, now + LENGTHS[length]
    user.place, user.due = place, due
    queue.count = at
    queue.due[at], queue.user[at], queue.place[at] = due, user, place
  end

  local journey = make_journey(host)
  local timers = journey.timers
  local handlers = {}
  for i = 0, 7 do handlers[i] = journey.events[NAMES[i]] or false end

  -- Everything due before `now`, the earliest first. Returns when the next one is due.
  local function fire_due(now)
    while true do
      local first, earliest = nil, now
      local soonest = math.huge
      for i = 1, 4 do
        local queue = queues[i]
        local due = queue.due[queue.first]
        if due and due < soonest then soonest = due end
        if due and due < earliest then first, earliest = queue, due end
      end
      if not first then return soonest end
      local at = first.first
      local user, place = first.user[at], first.place[at]
      first.first = at + 1
      first.user[at] = false
      if user.due == earliest and user.place == place then
        user.due = 0
        timers[place](earliest, user)
      end
    end
  end

  local users = {}
  local long_ago = -math.huge
  local next_due = math.huge
  for i = 0, count - 1 do
    local event = events[i]
    local handler = handlers[event.name]
    local now = tonumber(event.time)
    if now > next_due then next_due = fire_due(now) end
    if handler then
      local id = ffi.string(event.id, 16)
      local user = users[id]
      if not user and event.name == 0 and event.plan ~= 0 then
        user = {id = id, place = "", due = 0, newest = long_ago, second = long_ago, third = long_ago}
        users[id] = user
      end
      if user then
        handler(now, user, PLANS[event.plan], event.count)
        local due = user.due
        if due ~= 0 and due < next_due then next_due = due end
      end
    end
  end
  if count > 0 then fire_due(tonumber(events[count - 1].time) + 1) end
end
