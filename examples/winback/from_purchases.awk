# Turns the CDNOW purchases into Segment `track` lines in the order of time.
#   awk -f from_purchases.awk CDNOW_master.txt >cdnow.jsonl
# In: customer, day (YYYYMMDD), number of CDs, dollars; separated by blanks, one header line, lines end in LF or CRLF.
# Out: one "Order Completed" for each purchase. The file knows the day only, so the purchases of a day are given the times
# 08:00:00, 08:00:01, ... in the order of the file, and a customer's purchases are numbered for their message ids.
{ sub(/\r$/, "") }
NF == 0 || $1 !~ /^[0-9]+$/ { next }
NF != 4 || $2 !~ /^[0-9]+$/ || length($2) != 8 || $3 !~ /^[0-9]+$/ || $4 !~ /^[0-9]+(\.[0-9]+)?$/ {
    printf "line %d is no purchase: %s\n", NR, $0 > "/dev/stderr"
    failed = 1
    exit 1
}
{
    if (!($2 in count)) days[++day_count] = $2
    second = count[$2]++
    number = ++orders[$1]
    line[$2, second] = sprintf("{\"type\":\"track\",\"messageId\":\"order-%s-%d\",\"userId\":\"%s\",\"event\":\"Order Completed\"," \
        "\"timestamp\":\"%s-%s-%sT%02d:%02d:%02dZ\"," \
        "\"properties\":{\"order_id\":\"%s-%d\",\"total\":%s,\"items\":%s}}",
        $1, number, $1, substr($2, 1, 4), substr($2, 5, 2), substr($2, 7, 2),
        8 + int(second / 3600), int(second / 60) % 60, second % 60, $1, number, $4, $3)
}
END {
    if (failed) exit 1
    # The days are few: sorted by insertion.
    for (i = 2; i <= day_count; i++) {
        day = days[i]
        for (j = i - 1; j >= 1 && days[j] > day; j--) days[j + 1] = days[j]
        days[j + 1] = day
    }
    for (i = 1; i <= day_count; i++)
        for (second = 0; second < count[days[i]]; second++) print line[days[i], second]
}
