-- The journey of the job by hand in Lua. `host` offers message(now, user, send, skip), line(now, user, what) and
-- timer(now, user, place, length), where length is one of 3, 4, 7 and 14 days by number 1 to 4. Users are tables with
-- `place` and `due`; a place of "" is nowhere, one of "ended" is past the journey.
return function(host)
  local message, line, timer = host.message, host.line, host.timer
  local journey = {name = "onboarding", events = {}, timers = {}}

  local function enter_active(now, user)
    message(now, user, "send in_app activated", "skip in_app activated")
    timer(now, user, "active", 3)
  end

  local function leave(now, user, what)
    line(now, user, what)
    user.place, user.due = "ended", 0
  end

  function journey.events.signed_up(now, user, plan, count)
    if user.place ~= "" or plan == "free" then return end
    message(now, user, "send email welcome", "skip email welcome")
    timer(now, user, "welcome", 1)
  end

  function journey.events.project_created(now, user, plan, count)
    local place = user.place
    if place == "welcome" then
      if count >= 1 then enter_active(now, user) end
    elseif place == "tip" then
      enter_active(now, user)
    end
  end

  function journey.events.invited_teammate(now, user, plan, count)
    if user.place == "active" then user.place, user.due = "active stays", 0 end
  end

  function journey.events.report_created(now, user, plan, count)
    if user.place ~= "active" and user.place ~= "active stays" then return end
    line(now, user, "milestone first_report")
    message(now, user, "send email congrats", "skip email congrats")
    timer(now, user, "report", 4)
  end

  function journey.events.upgraded(now, user, plan, count)
    if user.place == "report" then leave(now, user, "exit upgraded") end
  end

  function journey.timers.welcome(now, user)
    message(now, user, "send in_app tip", "skip in_app tip")
    timer(now, user, "tip", 2)
  end

  function journey.timers.tip(now, user)
    line(now, user, "send task call")
    leave(now, user, "exit called")
  end

  function journey.timers.active(now, user)
    message(now, user, "send email nudge", "skip email nudge")
    user.place = "active stays"
  end

  function journey.timers.report(now, user)
    leave(now, user, "exit not_upgraded")
  end

  return journey
end
