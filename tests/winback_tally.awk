# Counts the actions of a run of examples/winback in the names that winback_count.awk uses.
function field(name,    at, rest) {
    at = index($0, "\"" name "\":\"")
    if (!at) return ""
    rest = substr($0, at + length(name) + 4)
    return substr(rest, 1, index(rest, "\"") - 1)
}
{
    gsub(/": "/, "\":\"")
    type = field("type")
    journey = field("journey")
}
type == "enter" {
    total["enter " journey]++
    inside[journey]++
    if (journey == "first_orders" && entered[field("user")]++) total["entered twice"]++
}
type == "exit" { total["exit " journey " " field("outcome")]++; inside[journey]-- }
type == "send" { total["send " field("template")]++ }
type == "skipped" { total["skipped " field("template")]++ }
type == "milestone" { total["milestone " field("name")]++ }
END {
    for (journey in inside) total["inside " journey] = inside[journey]
    for (name in total) if (total[name]) print name, total[name]
}
