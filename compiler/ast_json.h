/*
 * ast_json - the syntax tree as JSON, for tools that are not written in C.
 *
 * Promises: complete, with stable names; the same tree gives the same JSON. The tree is only read. Whoever gets the JSON
 * owns it. NULL when memory runs out.
 *
 * Conventions. Every node has "kind" and "span": [file, begin, end], byte offsets in the file of that index. A name is its
 * text, null where none was written. A list is an array. Durations and clock times are milliseconds, numbers are millionths
 * ("micros"), shares are hundredths of a percent. Days are an array of 0 (Monday) to 6 (Sunday), empty for any day. An
 * optional part that was not written is null. "off" is true for what is switched off. Kind "error" is something broken.
 *
 * { "ast": 1, "files": [ { "name", "broken", "decls": [...], "comments": [ { "span", "text", "own_line" } ] } ] }
 *
 * decls      all: kind off span name
 *   language   version                        project   items: timezone{value} window{ms} keep_out{share}
 *   event      fields                         user, account   fields
 *   channel    items: only_if{condition} quiet{from_ms to_ms} deliver{days from_ms to_ms} limit{limit} to{team: bool}
 *              template{name fields} reports{names}
 *   limits     limits                         condition condition
 *   journey    title items                    test      items
 * fields     of declarations: { name, outside, type, span }; type: { kind, optional, choices?, element?, span }
 *            of statements and tests: { name, value, span }
 * limit      { count what per: "sliding"|"calendar_day"|"calendar_week"|"error" window_ms hold held_ms off span }
 * journey items   metadata{name text} enter{trigger condition} enter_again{again: "never"|"always"|"after", ms} one_per{name}
 *            keep_out{share} priority{priority} group{name} goal{trigger within_ms body} leave{trigger outcome body}
 *            limits{limits} remember{name value type} when{when} promise{promise} renamed{name to} stage{name title whens body}
 * when       { off trigger bound: "none"|"once"|"at_most" times body span }
 * promise    at_most{count what ms} everyone_leaves{ms} none_after{what event where} stage_only_after{stage earlier}
 *            stage_can_happen{stage}
 * trigger    event{event where} report{channel template report} becomes{path value} changes{path} becomes_true{condition}
 *            silence{event where ms} journey_ended{journey outcome} moment{moment} every{ms} every_clock{days clock_ms}
 *            after{ms} condition{condition}
 * moment     clock{days clock_ms} value{value side: "at"|"before"|"after" offset_ms}
 * body       an array of statements, or null where no block was written
 * stmts      send{options always} with options { channel template fields span }
 *            wait{form: "duration" ms | "value" value max_ms | "until" moment arms | "up_to" ms arms}
 *            if{branches: [ { condition body } ], otherwise} split{name arms: [ { share name body span } ]}
 *            repeat{times body} go_to{stage} exit{outcome} stay milestone{name} remember{name value} set{path value}
 *            start_journey{journey fields} stop_journey{journey} stop_repeating go_on wait_again keep_waiting
 * arms       { kind: "for"|"past"|"unknown"|"past_or_unknown"|"otherwise"|"error", trigger, off, body, span }
 * values     number{micros} truth{value} unknown text{parts long} list{items} duration{ms} clock{clock_ms} day{day}
 *            date{year month day} instant{year month day clock_ms} path{root: "name"|"user"|"account"|"event"|"entry", name}
 *            now time_of_day day_of_week negate{left} add subtract multiply divide{left right}
 *            compare{op left right upper} not{left} and or{items} if{left condition right} count{event where window last_ms}
 *            happened{event where window last_ms never} time_since{event where} report{channel template report}
 *            in_journey{journey}; all: parenthesised. window: "ever"|"last"|"since_entry"
 * parts      { kind: "plain", text } or { kind: "insert", value, filters: [ { kind, argument, span } ] }
 * tests      only_journey{names} given_user{fields} given_account{fields} given_event{event fields ago_ms} given_split{name arm}
 *            given_kept_out{of_project} start_at{time} event{event fields} user{fields} account{fields}
 *            report{channel template report} after{ms} at{time} expect{expect}
 * expect     { kind: nothing send skipped milestone set start stage exit refused; channel template name path value fields
 *            reason journey at }
 */
#ifndef JDL_AST_JSON_H
#define JDL_AST_JSON_H

#include <jansson.h>

#include "ast.h"

json_t *ast_json(const struct ast *ast);

#endif
