/* What is probably meant where the grammar alone cannot tell: see parsing.h. */
#include "parsing.h"

#include <string.h>

#include "journey.tab.h"

/* A word that stands where it does not fit, and what to write instead. */
struct hint {
    const char *word; /* as written, or NULL for any token of the kind */
    int kind;         /* of the token, or 0 for any */
    int statement;    /* that begins so, or 0 for any */
    const char *help; /* what to do */
};

static const struct hint hints[] = {
    {NULL, TOK_OR, TOK_ENTER, "several `enter` lines are alternatives: write one for each event"},
    {NULL, TOK_OR, TOK_GOAL, "several `goal` lines are alternatives: write one for each event"},
    {NULL, TOK_OR, TOK_LEAVE, "several `leave` lines are alternatives: write one for each event"},
    {NULL, TOK_OR, TOK_WHEN, "write a `when` for each event"},
    {NULL, TOK_COMMA, TOK_ENTER, "several `enter` lines are alternatives: write one for each event"},
    {NULL, TOK_COMMA, TOK_LEAVE, "several `leave` lines are alternatives: write one for each event"},
    {NULL, TOK_COMMA, TOK_WHEN, "write a `when` for each event"},
    {NULL, TOK_COMMA, TOK_FOR, "write an arm for each event"},
    {NULL, TOK_AT_LEAST, TOK_FOR,
     "how often is a condition: `condition often: count of event \"...\" in last 7 days is at least 3`, then `for often`"},
    {NULL, TOK_AT_LEAST, TOK_WHEN,
     "how often is a condition: `condition often: count of event \"...\" in last 7 days is at least 3`, then `often becomes "
     "true`"},
    {NULL, TOK_AT_LEAST, TOK_ENTER,
     "how often is a condition: `condition often: count of event \"...\" in last 7 days is at least 3`, then `often becomes "
     "true`"},
    {"then", 0, TOK_FOR, "an arm waits for one event; what must follow is another wait"},
    {"link", 0, TOK_FOR, "a report stands right behind its message: `email \"welcome\" clicked`"},
    {NULL, TOK_OR, TOK_FOR, "write an arm for each event"},
    {NULL, TOK_IS, TOK_ENTER,
     "a trigger is a change: `user.plan becomes \"pro\"`; what must be so already stands behind `only if`"},
    {NULL, TOK_IS, TOK_WHEN,
     "a trigger is a change: `user.plan becomes \"pro\"`, or `(user.plan is \"pro\") becomes true`"},
    {NULL, TOK_IS, TOK_GOAL,
     "a trigger is a change: `user.plan becomes \"pro\"`, or `(user.plan is \"pro\") becomes true`"},
    {NULL, TOK_IS, TOK_LEAVE,
     "a trigger is a change: `user.plan becomes \"pro\"`, or `(user.plan is \"pro\") becomes true`"},
    {NULL, TOK_ONCE, TOK_ENTER, "write `enter again never`: a user enters once"},
    {NULL, TOK_AT_MOST, TOK_ENTER,
     "write `enter again never`, `always`, or `after 30 days`: a number of times is not counted"},
    {NULL, TOK_WHERE, TOK_GOAL,
     "`where` stands right behind the event: `goal event \"...\" where plan is \"pro\" within 30 days`"},
    {NULL, TOK_WHERE, TOK_WHEN,
     "`where` stands right behind the event: `when event \"...\" where plan is \"pro\" once`"},
    {NULL, TOK_NUMBER, TOK_WHEN, "write `once`, or `at most 3 times`"},
    {NULL, 0, TOK_PRIORITY, "a priority is a number: `priority 5`; the higher goes first"},
    {NULL, TOK_AFTER, TOK_LEAVE, "write `leave when after 30 days as over`"},
    {NULL, TOK_AS, TOK_LEAVE, "the outcome comes last: `leave when event \"...\" as closed`"},
    {NULL, TOK_WITHIN, TOK_ENTER,
     "`within` belongs to a goal; what must have happened lately stands behind `only if`: `event \"...\" happened in last 7 days`"},
    {NULL, TOK_AFTER, TOK_GOAL, "a goal has a time to be reached in: `goal event \"...\" within 30 days`"},
    {NULL, TOK_WITHIN, TOK_GOAL, "`within` comes last: `goal event \"...\" within 30 days`"},
    {NULL, TOK_AT_LEAST, TOK_GOAL,
     "the first such event reaches the goal; to ask for several, name a condition: `goal third_order becomes true`"},
    {NULL, TOK_IF, TOK_ENTER, "who may enter is said behind the trigger: `enter when event \"...\" only if ...`"},
    {NULL, TOK_IF, TOK_LEAVE, "a trigger is a change: `leave when user.plan becomes \"free\"`"},
    {NULL, TOK_OR, TOK_SEND, "each channel names its template: `send push \"tip\" or email \"tip\"`"},
    {NULL, TOK_IN, TOK_FOR, "the wait itself says how long: `wait up to 2 days { ... }`"},
    {NULL, TOK_AND, TOK_SEND, "send each on a line of its own; `or` sends the first that the user can be reached by"},
    {NULL, TOK_COMMA, TOK_SEND, "send each on a line of its own; `or` sends the first that the user can be reached by"},
    {NULL, TOK_IF, TOK_SEND, "a condition stands before what depends on it: `if ... { send ... }`"},
    {NULL, TOK_IF, TOK_GO_TO, "a condition stands before what depends on it: `if ... { go to ... }`"},
    {NULL, TOK_IF, TOK_EXIT, "a condition stands before what depends on it: `if ... { exit as ... }`"},
    {NULL, TOK_WITH, TOK_SEND, "the values of a message stand in braces: `send email \"welcome\" { name: \"...\" }`"},
    {NULL, TOK_LPAREN, TOK_SEND,
     "the values of a message stand in braces, not in parentheses: `send email \"welcome\" { name: \"...\" }`"},
    {NULL, TOK_WITH, TOK_START, "its variables stand in braces: `start journey nps { asked_by: \"onboarding\" }`"},
    {NULL, TOK_TEMPLATE, TOK_SEND, "leave `template` out: `send email \"welcome\"`"},
    {NULL, TOK_TO, TOK_SEND, "a message goes to the user whose journey it is; leave `to ...` out"},
    {NULL, TOK_AT, TOK_SEND, "to send at a time, write `wait until 09:00` on the line before"},
    {NULL, TOK_AFTER, TOK_SEND, "to send later, write `wait 2 days` on the line before"},
    {NULL, TOK_IN, TOK_SEND, "to send later, write `wait 2 days` on the line before"},
    {NULL, TOK_EVERY, TOK_SEND, "to send again and again, write `repeat up to 4 times { send ... wait 7 days }`"},
    {NULL, TOK_NUMBER, TOK_SEND, "to send several times, write `repeat up to 4 times { send ... wait 7 days }`"},
    {"then", 0, TOK_IF, "what follows the condition stands in braces: `if ... { send ... }`"},
    {NULL, TOK_COMMA, TOK_IF, "what follows the condition stands in braces: `if ... { send ... }`"},
    {NULL, TOK_UNTIL, TOK_WAIT,
     "to wait for an event, but not for ever, write `wait up to 2 days { for event \"...\" { go on } otherwise { go on } }`"},
    {NULL, TOK_AT, TOK_WAIT, "write `wait until 09:00` on a line of its own"},
    {NULL, TOK_FOR, TOK_WAIT, "the arms stand in braces: `wait up to 3 days { for event \"...\" { } otherwise { } }`"},
    {NULL, TOK_CLOCK, TOK_WAIT,
     "`wait until 09:00` is the next time that the clock reads it; a day can be named: `Monday 09:00`"},
    {"tomorrow", 0, TOK_WAIT,
     "`wait until 09:00` is the next time that the clock reads it; to let a day pass first, write `wait 1 day` on the line before"},
    {"today", 0, TOK_WAIT, "`wait until 17:00` is the next time that the clock reads it: leave it out"},
    {NULL, TOK_DAYNAME, TOK_WAIT, "write `wait until Monday 09:00`: the next one"},
    {NULL, TOK_NUMBER, TOK_IF, "to ask how often, write `count of event \"...\" in last 7 days is at least 3`"},
    {NULL, TOK_WITH, TOK_EVENT, "the fields stand in braces: `event \"...\" { plan: \"pro\" }`"},
    {"unless", 0, TOK_WAIT, "a condition stands before what depends on it: `if not (...) { wait ... }`"},
    {"unless", 0, 0, "a condition stands before what depends on it: `if not (...) { ... }`"},
    {"frequency", 0, 0, "how often is a limit: `at most 2 per calendar day, otherwise skip`"},
    {"cap", 0, 0, "how often is a limit: `at most 2 per calendar day, otherwise skip`"},
    {NULL, TOK_IS, TOK_WAIT,
     "to wait for a condition, but not for ever, write `wait up to 3 days { for CONDITION { go on } otherwise { go on } }`"},
    {NULL, TOK_COLON, TOK_GOAL, "a goal has no name: `goal event \"...\" within 30 days`"},
    {"unless", 0, TOK_SEND, "a condition stands before what depends on it: `if not (...) { send ... }`"},
    {"`", 0, 0, "a text stands between straight double quotes: `\"...\"`"},
    {NULL, TOK_LBRACE, TOK_STAGE, "a stage has a name: `stage first { ... }`"},
    {NULL, TOK_LBRACE, TOK_JOURNEY, "a journey has a name: `journey onboarding { ... }`"},
    {NULL, TOK_FOR, TOK_REPEAT, "a repetition is counted: `repeat up to 4 times { ... wait 7 days }`"},
    {NULL, TOK_USER, TOK_AT_MOST, "a limit counts for each user by itself: leave it out"},
    {"did", 0, 0, "write `event \"...\" never happened`"},
    {"does", 0, 0, "write `not (...)` round the comparison, for example `not (user.name contains \"x\")`"},
    {"isn", 0, 0, "write `is not`"},
    {"doesn", 0, 0, "write `not (...)` round the comparison"},
    {"increment", 0, 0, "write `remember nudges: nudges + 1`"},
    {"add", 0, 0, "write `remember nudges: nudges + 1`"},
    {"++", 0, 0, "write `remember nudges: nudges + 1`"},
    {"+=", 0, 0, "write `remember nudges: nudges + 1`"},
    {NULL, TOK_PLUS, TOK_REMEMBER, "write `remember nudges: nudges + 1`"},
    {"increase", 0, 0, "write `remember nudges: nudges + 1`"},
    {"decrease", 0, 0, "write `remember nudges: nudges - 1`"},
    {"business", 0, 0,
     "a wait counts all days; give the channel `deliver Monday to Friday 09:00 to 17:00`, or `wait until Monday 09:00`"},
    {"working", 0, 0,
     "a wait counts all days; give the channel `deliver Monday to Friday 09:00 to 17:00`, or `wait until Monday 09:00`"},
    {"call", 0, 0, "what goes out is a message on a channel: `send webhook \"...\"`, `send task \"...\"`"},
    {"notify", 0, 0, "what goes out is a message on a channel: `send task \"...\"`, `send chat \"...\"`"},
    {"tag", 0, 0, "a trait of the user is set: `set user.tag: \"...\"`"},
    {"end", 0, 0, "a run ends with an outcome: `exit as done`"},
    {"ab", 0, 0, "write `split subject { 50% short { ... } 50% long { ... } }`"},
    {"twice", 0, TOK_WHEN, "write `at most 2 times`"},
    {"by", 0, TOK_SPLIT, "a split goes by the user already: leave it out"},
    {NULL, TOK_ON, TOK_QUIET,
     "quiet hours are the same on all days; by day say when to send: `deliver Monday to Friday 09:00 to 17:00`"},
    {NULL, TOK_TO, TOK_CHANNEL, "who gets it stands in the braces: `channel chat { to: team }`"},
    {NULL, TOK_LBRACE, TOK_GIVEN,
     "the fields stand before the time: `given event \"...\" { plan: \"pro\" } 3 days ago`"},
    {NULL, TOK_IN, TOK_GIVEN, "say how long ago it was: `given event \"...\" 3 days ago`"},
    {NULL, TOK_NUMBER, TOK_WAIT_AGAIN, "it is the same wait from its start: `wait again` alone"},
    {NULL, TOK_DURATION, TOK_WAIT_AGAIN, "it is the same wait from its start: `wait again` alone"},
    {NULL, TOK_EVENT, TOK_WHEN, "write `when event \"...\" once { ... }` for the first time only"},
    {NULL, TOK_NOT, TOK_ENTER, "write `no event \"...\" for 7 days`"},
    {NULL, TOK_NOT, TOK_WHEN, "write `no event \"...\" for 7 days`"},
    {NULL, TOK_NOT, TOK_LEAVE, "write `no event \"...\" for 7 days`"},
    {NULL, TOK_LBRACE, TOK_EXPECT,
     "what is in the message stands behind `with`: `expect email \"welcome\" with first_name \"Ana\"`"},
    {NULL, TOK_TEXT, TOK_LANGUAGE, "write `language 1`"},
    {"here", 0, TOK_STAY, "`stay` alone says it"},
    {"A", 0, 0, "a test of two ways is a split: `split subject { 50% short { ... } 50% long { ... } }`"},
    {NULL, TOK_AT_LEAST, TOK_IF, "to ask how often, write `count of event \"...\" in last 7 days is at least 3`"},
    {NULL, TOK_MORE_THAN, TOK_IF, "to ask how often, write `count of event \"...\" in last 7 days is more than 3`"},
    {NULL, TOK_NEWLINE, TOK_REMEMBER,
     "say where it begins, or its type: `remember nudges: 0`, `remember cart: text optional`"},
    {"twice", 0, TOK_REPEAT, "write `repeat up to 2 times { ... }`"},
    {"forever", 0, TOK_REPEAT, "a repetition is bounded: `repeat up to 50 times { ... wait 7 days }`"},
    {NULL, TOK_ONCE, TOK_REPEAT, "write the statements without `repeat`"},
    {NULL, TOK_LBRACE, TOK_REPEAT, "a repetition is bounded: `repeat up to 4 times { ... }`"},
    {NULL, TOK_LBRACE, TOK_WAIT, "say how long at most: `wait up to 3 days { for ... { } otherwise { } }`"},
    {NULL, TOK_LBRACE, TOK_SPLIT,
     "a split has a name, and so has each arm: `split subject { 50% short { } 50% long { } }`"},
    {NULL, TOK_ONCE, 0, "`once` stands before the block: `when event \"...\" once { ... }`"},
    {"month", 0, 0, "months are not all equally long: write `every 30 days`"},
    {NULL, TOK_BETWEEN, TOK_QUIET, "write `quiet hours 21:00 to 08:00`"},
    {NULL, TOK_NUMBER, TOK_QUIET, "write the minutes too: `quiet hours 21:00 to 08:00`"},
    {NULL, TOK_NUMBER, TOK_DELIVER, "write the minutes too: `deliver Monday to Friday 09:00 to 17:00`"},
    {"?", 0, 0, "write `optional` behind the type: `seats: number optional`"},
    {NULL, TOK_NUMBER, TOK_SPLIT,
     "a split has a name, and its arms stand in braces: `split subject { 50% short { } 50% long { } }`"},
    {NULL, TOK_EVERY, TOK_REPEAT, "wait inside it: `repeat up to 3 times { ... wait 7 days }`"},
    {NULL, TOK_UNTIL, TOK_REPEAT, "a repetition is bounded: `repeat up to 4 times { ... if ... { stop repeating } }`"},
    {NULL, TOK_NOT, TOK_EXPECT,
     "a step in which something is not expected to happen needs no line for it: whatever is not expected fails"},
    {NULL, TOK_NO, TOK_EXPECT,
     "a step in which something is not expected to happen needs no line for it: whatever is not expected fails"},
    {NULL, TOK_COMMA, TOK_EXPECT, "write an `expect` line for each"},
    {NULL, TOK_CLOCK, TOK_AT, "write the date too: `at 2026-03-02 10:00`, or `after 2 hours`"},
    {NULL, TOK_CLOCK, TOK_EXPECT, "write the date too: `at 2026-03-02 10:00`"},
    {NULL, TOK_CLOCK, TOK_START, "write the date too: `start at 2026-03-02 10:00`"},
    {NULL, TOK_OPTIONAL, 0, "`optional` stands behind the type: `text optional`"},
    {"weekdays", 0, 0, "write `Monday to Friday`"},
    {"weekends", 0, 0, "write `Saturday to Sunday`"},
    {"daily", 0, 0, "write `every day at 09:00`"},
    {"weekly", 0, 0, "write `every 7 days`, or `every Monday at 09:00`"},
    {"consent", 0, 0, "write `only if user.email_opt_in is yes`"},
    {"a", 0, TOK_AT_MOST, "write `per calendar day`, or `per 24 hours`"},
    {NULL, TOK_TEXT, TOK_EVENT,
     "the words that a field can be stand behind `one of`: `plan: one of \"free\", \"pro\"`"},
    {NULL, TOK_LPAREN, 0, "leave the parentheses out"},
};

/* Whether a field with a type is being read. */
bool repair_declares_fields(const struct parse *p) {
    int head = repair_head(p);
    if (p->open_count == 0 || p->open[0].head == TOK_TEST) return false; /* a test gives values */
    return head == TOK_EVENT || head == TOK_USER || head == TOK_ACCOUNT || head == TOK_TEMPLATE;
}

/* What began the statement that a token stands in: 0 if it begins one itself. */
static int statement_of(const struct parse *p, const struct token *token) {
    if (p->previous.kind == TOK_RBRACE && !token->line_start) return p->closed_head;
    return p->statement_next && p->previous.kind != TOK_COMMA ? 0 : p->statement;
}

/* What to write where a value stands, or has just ended. */
static const char *by_value(struct parse *p, const struct token *token) {
    const struct token *before = &p->previous;
    bool value = parse_accepts(p, TOK_NUMBER) && parse_accepts(p, TOK_TEXT);
    if (value && token->kind == TOK_IF) return "a choice is written `VALUE if CONDITION otherwise VALUE`";
    bool ended = token->kind == TOK_RBRACE || token->kind == TOK_NEWLINE || token->kind == TOK_COMMA;
    if (ended && parse_accepts(p, TOK_OTHERWISE) && !parse_accepts(p, TOK_LBRACE) && !parse_accepts(p, token->kind))
        return "a choice has two values: `VALUE if CONDITION otherwise VALUE`";
    bool step = token_is(p, token, "++") || token_is(p, token, "--");
    bool prose =
        token->kind == TOK_IDENT || (token->kind == TOK_SIGN && before->span.end == token->span.begin && !step);
    if (prose && before->kind == TOK_IDENT && before->span.begin >= p->statement_span.begin &&
        parse_accepts(p, TOK_PLUS) && p->before_previous.kind == TOK_COLON)
        return arena_format(p->arena, "a text stands in quotes: `\"%s ...\"`", token_text(p, before));
    return NULL;
}

/* What to write where a line of a test begins. */
static const char *by_test_line(struct parse *p, const struct token *token) {
    int next = token_peek(p, 0);
    if (token_is_word(p, token) && next == TOK_IDENT && token_peek(p, 1) == TOK_TEXT)
        return arena_format(p->arena, "a report stands behind its message: `%s %s opened`",
                            token_text(p, token_ahead(p, 0)), token_text(p, token_ahead(p, 1)));
    if (token_is_word(p, token) && next == TOK_EVENT) return "in a test an event stands alone: `event \"...\"`";
    if (token_is_word(p, token) && (next == TOK_DAY || next == TOK_WEEK)) return "time goes on by `after 1 day`";
    return NULL;
}

/* What to write where words are right, but not in this order or number. */
static const char *by_order(struct parse *p, const struct token *token) {
    int previous = p->previous.kind;
    bool again = token->kind == TOK_WHERE && p->where_begin > p->statement_span.begin;
    if (again && token_peek(p, 0) == TOK_USER) return "what is so of the user stands behind `only if`";
    if (again) return "one `where` is enough: its comparisons are joined by `and`";
    if (token->kind == TOK_EVENT && previous == TOK_COMMA && repair_head(p) == TOK_JOURNEY)
        return "several such lines are alternatives: write one for each event";
    if (token->kind == TOK_OR && (p->statement_next || token->line_start) && repair_head(p) == TOK_JOURNEY)
        return "several `enter when` lines are alternatives: begin the line with `enter when`";
    if (token_is(p, token, "add") && token_is(p, token_ahead(p, 0), "tag"))
        return "a trait of the user is set: `set user.tag: \"...\"`";
    if (p->statement == TOK_CONDITION && p->open_count == 0 && parse_accepts(p, TOK_COLON) &&
        !parse_accepts(p, TOK_AND))
        return "behind its name stands a colon, then what must be so: `condition power_user: user.plan is \"pro\"`";
    if (previous == TOK_EXIT && token->kind == TOK_TEXT) return "the outcome is a word behind `as`: `exit as done`";
    if (p->statement == TOK_EXPECT && (token->kind == TOK_AS || token->kind == TOK_ENDS))
        return "the end of a run is expected by its outcome: `expect exit as goal`";
    if (repair_head(p) == TOK_TEST && previous == TOK_USER && token->kind == TOK_DOT)
        return "what changes in the profile stands in braces: `user { plan: \"pro\" }`";
    if (previous == TOK_IN && parse_accepts(p, TOK_JOURNEY))
        return "it can be asked whether the user is in a journey: `in journey onboarding`";
    if (token->kind == TOK_NUMBER && (previous == TOK_STAGE || previous == TOK_JOURNEY))
        return "a name begins with a letter: `stage first`";
    if (previous == TOK_NUMBER && (token->kind == TOK_BEFORE || token->kind == TOK_AFTER))
        return "say the unit: `3 days before user.trial_ends`";
    if (previous == TOK_AT && parse_accepts(p, TOK_CLOCK)) return "a clock time has two digits and two: `at 12:00`";
    bool list = token->kind == TOK_COMMA || token->kind == TOK_LIST_COMMA;
    if (list && p->before_previous.kind == TOK_CONTAINS)
        return "say each by itself: `topic contains \"a\" or topic contains \"b\"`";
    if (list && p->statement == TOK_IF && token_is_word(p, token_ahead(p, 0)) && !repair_begins(token_peek(p, 0)))
        return "what must be so as well stands behind `and`";
    if (previous == TOK_SINCE && parse_accepts(p, TOK_ENTRY)) return "a window is `in last 7 days` or `since entry`";
    bool ends = token->kind == TOK_NEWLINE || token->kind == TOK_RBRACE;
    if (ends && p->statement == TOK_GIVEN && parse_accepts(p, TOK_DURATION))
        return "say how long ago it was: `given event \"...\" 3 days ago`";
    if (parse_accepts(p, TOK_PERCENT) && repair_head(p) == TOK_SPLIT && token_is_word(p, token))
        return "say its share too: the parts of a split make 100%";
    if (repair_declares_fields(p) && p->before_previous.kind == TOK_COLON && token_is(p, token, "default"))
        return "a field has no value of its own: make it `optional`, and say where it is read what to take then: `user.seats "
               "or 0`";
    if (repair_declares_fields(p) && previous == TOK_COLON && token->kind == TOK_LBRACE)
        return "fields are not put into each other: each has a name of its own and a type";
    if (previous == TOK_CLOCK && (token->kind == TOK_WORD || token_is(p, token, "utc")))
        return "the clock is that of the project: `timezone: user.timezone or \"UTC\"`";
    if (p->statement == TOK_EXPECT && previous == TOK_TEXT && token->kind == TOK_IDENT)
        return "what is sent is expected by its name alone; a report that comes in is a line without `expect`: `email "
               "\"welcome\" opened`";
    return NULL;
}

/* What to write where lines and blocks begin and end. */
static const char *by_place(struct parse *p, const struct token *token) {
    int next = token_peek(p, 0);
    if (token->kind == TOK_FOR && p->statement_next && next == TOK_NUMBER)
        return "to do something several times, write `repeat up to 4 times { ... }`";
    if (p->previous.kind == TOK_ENTER && token->kind == TOK_ONLY_IF)
        return "the trigger comes first: `enter when event \"...\" only if ...`";
    if (p->previous.kind == TOK_AND && token->kind == TOK_IS)
        return "say again what is compared: `user.plan is ... and user.plan is not ...`";
    if ((token->kind == TOK_COMMA || token->kind == TOK_LIST_COMMA) && p->before_previous.kind == TOK_IS)
        return "for one of several write `is one of \"a\", \"b\"`";
    if (token->kind == TOK_NUMBER && repair_declares_fields(p))
        return "a declaration says the type of a field: `seats: number`";
    const char *misplaced = by_order(p, token);
    if (misplaced != NULL) return misplaced;
    if (token->kind == TOK_AND && next == TOK_EVENT)
        return "a trigger is one event; for both, wait for the one and then for the other";
    const char *value = by_value(p, token);
    if (value != NULL) return value;
    if (repair_head(p) == TOK_TEST && p->statement_next) return by_test_line(p, token);
    if (p->previous.kind == TOK_EVERY) return "write `every 7 days`, `every day at 09:00` or `every Monday at 09:00`";
    if (token->kind == TOK_SIGN && parse_accepts(p, TOK_LBRACE)) return "what follows stands in braces: `{ ... }`";
    if (token->kind == TOK_AT_LEAST && parse_accepts(p, TOK_AT_MOST)) return "a limit is an upper bound: `at most`";
    if (token->kind == TOK_NO && repair_head(p) == TOK_CHANNEL)
        return "the hours in which nothing is sent: `quiet hours 21:00 to 08:00`";
    if (token->kind == TOK_IN && p->previous.kind == TOK_CLOCK)
        return "the clock is that of the project: `timezone: user.timezone or \"UTC\"`";
    if (token->kind == TOK_IS && p->previous.kind == TOK_TEXT && p->before_previous.kind == TOK_EVENT)
        return "an event is a trigger by itself: leave out what follows it, or ask for its fields with `where`";
    bool ended = token->kind == TOK_RBRACE || token->kind == TOK_NEWLINE || token->kind == TOK_COMMA;
    if (ended && p->previous.kind == TOK_WAIT) return "say how long: `wait 2 days`";
    if (ended && p->open_count > 0 && parse_accepts(p, TOK_COLON) && token_is_word(p, &p->previous))
        return arena_format(p->arena, "a field has a name and a %s: `%s: ...`",
                            repair_declares_fields(p) ? "type" : "value", token_text(p, &p->previous));
    return NULL;
}

/* What to write where the parser can only take one thing, whatever stands there. */
static const char *by_what_fits(struct parse *p, const struct token *token) {
    int statement = statement_of(p, token);
    if (token->kind == TOK_SEND && repair_head(p) == TOK_TEST)
        return "a test says what comes from outside, and what is expected: `expect email \"welcome\"`";
    int previous = p->previous.kind;
    if (parse_accepts(p, TOK_COLON) && !parse_accepts(p, TOK_IDENT) && repair_declares_fields(p))
        return "a field has a name of one word, a colon and a type: `plan_name: text`";
    if (repair_head(p) == TOK_WAIT && token->kind == TOK_AFTER && p->statement_next)
        return "what happens when the time is over stands in `otherwise { ... }`";
    if (parse_accepts(p, TOK_LBRACE) && token->kind == TOK_COLON)
        return "a block stands in braces, without a colon: `otherwise { go on }`";
    bool moves = token->kind == TOK_SEND || token->kind == TOK_GO_TO || token->kind == TOK_EXIT ||
                 token->kind == TOK_GO_ON || token->kind == TOK_STAY || token->kind == TOK_MILESTONE;
    if (parse_accepts(p, TOK_LBRACE) && token_is_word(p, token) && token_peek(p, 0) == TOK_COLON)
        return arena_format(p->arena, "what is told stands in braces: `{ %s: ... }`", token_text(p, token));
    if (parse_accepts(p, TOK_LBRACE) && moves) return "what follows stands in braces: `{ ... }`";
    if (previous == TOK_CHANNEL && token_is_word(p, token))
        return "this word begins something else where a message is named: call the channel otherwise, such as `event_log`";
    if (previous == TOK_STOP)
        return "to end this run write `exit as done`; another journey ends by `stop journey ...`, a repetition by `stop repeating`";
    if (previous == TOK_PERCENT) return "each arm of a split has a name: `50% short { ... }`";
    if (previous == TOK_EXIT) return "a run ends with an outcome: `exit as done`";
    if (statement == TOK_EXIT && token->kind == TOK_DOT) return "leave it out: a statement ends with its line";
    if (statement == TOK_EXIT && token_is_word(p, token) && previous == TOK_IDENT)
        return "a name is one word, its parts joined by `_`: `exit as not_interested`";
    if (previous == TOK_ENTRY && parse_accepts(p, TOK_DOT))
        return "behind `entry` stands a dot and a field of the event that began the run, as in `entry.plan`";
    bool root = previous == TOK_USER || previous == TOK_ACCOUNT;
    if (root && parse_accepts(p, TOK_DOT))
        return "behind `user` stands a dot and a trait, as in `user.plan`; what a user does is an event: `event \"...\"`";
    if (statement == TOK_WAIT && previous == TOK_TEXT && token_is(p, &p->before_previous, "for"))
        return "an event is named as one, and every wait says how long at most: "
               "`wait up to 3 days { for event \"...\" { go on } otherwise { go on } }`";
    if (previous == TOK_TEXT && parse_accepts(p, TOK_HAPPENED) && !parse_accepts(p, TOK_NUMBER))
        return "write `event \"...\" happened`, or `event \"...\" happened in last 7 days`";
    bool joins = token->kind == TOK_IS || token->kind == TOK_PLUS || token->kind == TOK_MINUS ||
                 token->kind == TOK_STAR || token->kind == TOK_COUNT || token->kind == TOK_EVENT ||
                 token->kind == TOK_HAPPENED || token->kind == TOK_OF;
    if (p->where_begin > p->statement_span.begin && joins)
        return "`where` compares fields of the event; anything else in it stands in parentheses: `where (...)`";
    if (p->previous.kind == TOK_NOT && p->before_previous.kind == TOK_WAS)
        return "write `not` before it: `not (email \"welcome\" was opened)`";
    if (statement == TOK_PROMISE && parse_accepts(p, TOK_IN)) return "say in what time: `in any 7 days`";
    if (statement == TOK_PROMISE)
        return "a promise is one of `at most 3 messages in any 7 days`, `everyone leaves within 60 days`, `no email after event "
               "\"...\"`, `stage b only after stage a`, `stage b can happen`";
    if (statement == TOK_EXPECT && repair_declared(p, "milestone", token_text(p, &p->previous)))
        return arena_format(p->arena, "write `expect milestone %s`", token_text(p, &p->previous));
    if (p->previous.kind == TOK_GOAL && statement == TOK_EXPECT) return "write `expect exit as goal`";
    if (p->previous.kind == TOK_USER && statement == TOK_GIVEN)
        return "the traits stand in braces: `given user { plan: \"pro\" }`";
    if (p->previous.kind == TOK_HOLD && statement == TOK_AT_MOST)
        return "say how long at most: `otherwise hold up to 2 days`";
    if (statement == TOK_WHEN && p->previous.kind == TOK_IDENT && parse_accepts(p, TOK_BECOMES))
        return "a condition is a trigger when it `becomes true`";
    if (statement == TOK_ENTER && parse_accepts(p, TOK_BECOMES))
        return "a condition is a trigger when it `becomes true`; what must be so already stands behind `only if`";
    return NULL;
}

const char *repair_hint(struct parse *p, struct token token) {
    bool compares = token.kind == TOK_IS || token.kind == TOK_CONTAINS;
    if (compares && p->previous.kind == TOK_RPAREN && p->where_begin > p->statement_span.begin)
        return "a comparison in `where` begins with a field of the event; any other stands in parentheses as a whole: "
               "`where (...)`";
    if (token_is(p, &token, "?") && !repair_declares_fields(p)) return "write `VALUE if CONDITION otherwise VALUE`";
    const char *place = by_place(p, &token);
    if (place != NULL) return place;
    int statement = statement_of(p, &token);
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++) {
        const struct hint *hint = &hints[i];
        bool fits = (hint->word == NULL || token_is(p, &token, hint->word)) &&
                    (hint->kind == 0 || hint->kind == token.kind) &&
                    (hint->statement == 0 || hint->statement == statement);
        if (fits && (token.kind != TOK_LPAREN || token_is_word(p, &p->previous) || p->previous.kind == TOK_GO_TO))
            return hint->help;
    }
    return by_what_fits(p, &token);
}
