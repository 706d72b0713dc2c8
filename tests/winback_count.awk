# Counts what examples/winback must do with a file of Segment lines, straight from the timestamps; it shares nothing with
# the compiler or the runtime. Understands `track` lines of one event and `identify` lines with "unsubscribed":true, in
# the order of time, at hours outside the quiet ones.
# Prints "NAME COUNT" lines, sorted by whoever reads them.
function field(name,    at, rest) {
    at = index($0, "\"" name "\":\"")
    if (!at) return ""
    rest = substr($0, at + length(name) + 4)
    return substr(rest, 1, index(rest, "\"") - 1)
}
# Days since 1970-01-01 of a date in the Gregorian calendar.
function day_number(y, m, d) {
    if (m <= 2) { y--; m += 12 }
    return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469
}
function seconds(stamp) {
    return day_number(substr(stamp, 1, 4) + 0, substr(stamp, 6, 2) + 0, substr(stamp, 9, 2) + 0) * DAY \
        + substr(stamp, 12, 2) * 3600 + substr(stamp, 15, 2) * 60 + substr(stamp, 18, 2)
}
# A message that is due at `when`, for a customer who may have said no before.
function message(user, template, when) {
    if (user in said_no && said_no[user] <= when) total["skipped " template]++
    else total["send " template]++
}
# Is a timer due at `when` fired, if nothing but an order at `order` (0: none) can stop it? At one instant the order is first.
function fires(when, order) {
    return when <= last_stamp && (!order || when < order)
}
# The silence after an order at `from`, which the next order at `order` (0: none) ends.
function silence(user, from, order,    start) {
    start = from + 90 * DAY
    if (!fires(start, order)) return
    total["enter win_back"]++
    message(user, "we-miss-you", start)
    if (fires(start + 14 * DAY, order)) message(user, "voucher", start + 14 * DAY)
    if (fires(start + 28 * DAY, order)) message(user, "last-letter", start + 28 * DAY)
    if (fires(start + 58 * DAY, order)) total["exit win_back lost"]++
    else if (order) total["exit win_back goal"]++
    else total["inside win_back"]++
}
function first_year(user,    first, second, third) {
    first = stamp[user, 1]; second = stamp[user, 2] + 0; third = stamp[user, 3] + 0
    total["enter first_orders"]++
    message(user, "thanks", first)
    if (fires(first + 30 * DAY, second)) message(user, "nudge", first + 30 * DAY)
    if (fires(first + 365 * DAY, second)) { total["exit first_orders one_order"]++; return }
    if (!second) { total["inside first_orders"]++; return }
    total["milestone second_order"]++
    if (fires(second + 365 * DAY, third)) { total["exit first_orders two_orders"]++; return }
    if (!third) { total["inside first_orders"]++; return }
    total["milestone third_order"]++
    total["exit first_orders goal"]++
}
BEGIN { DAY = 86400 }
{
    now = seconds(field("timestamp"))
    if (now > last_stamp) last_stamp = now
    user = field("userId")
}
field("type") == "identify" && /"unsubscribed":true/ { said_no[user] = now }
field("type") == "track" && !(field("messageId") in seen) {
    seen[field("messageId")]
    if (!(user in orders)) users[++user_count] = user
    stamp[user, ++orders[user]] = now
    total["orders"]++
}
END {
    total["customers"] = user_count
    for (i = 1; i <= user_count; i++) {
        user = users[i]
        first_year(user)
        for (k = 1; k <= orders[user]; k++) silence(user, stamp[user, k], k < orders[user] ? stamp[user, k + 1] : 0)
    }
    for (name in total) if (total[name]) print name, total[name]
}
