/* What is no near miss of something, but a different thing, and numbers whose unit or sign is missing: see parsing.h. */
#include "parsing.h"

#include "journey.tab.h"

/* `2 fortnights`, `14 business days`: the words behind the number are no unit. */
static enum repair unknown_unit(struct parse *p, struct token token) {
    struct token unit = *token_ahead(p, 0);
    struct diag *diag = diag_add(p->diags, DIAG_BAD_UNIT, unit.span, token_text(p, &unit));
    const char *hint = repair_hint(p, unit);
    diag_help(diag, "%s", hint != NULL ? hint : "the units are seconds, minutes, hours, days and weeks");
    while (token_peek(p, 0) == TOK_IDENT) token_drop(p, 1);
    literal_some_duration(p, &token);
    parse_push(p, token);
    return REPAIR_AGAIN;
}

/* `50 %`, `50 percent`, `0.5` where a share stands. */
static enum repair percentage(struct parse *p, struct token token) {
    const struct token *next = token_ahead(p, 0);
    bool spelled = token_is(p, next, "%") || token_is(p, next, "percent");
    struct diag *diag =
        diag_add(p->diags, DIAG_BAD_PERCENT, token.span, "a percentage is a number and `%`, without a blank");
    bool fraction = token.number < NUMBER_ONE && !spelled; /* `0.1` is a tenth */
    int64_t share = fraction ? token.number * 100 : token.number;
    const char *meant = fraction && share % NUMBER_ONE == 0
                            ? arena_format(p->arena, "%lld%%", (long long)(share / NUMBER_ONE))
                            : arena_format(p->arena, "%s%%", token_text(p, &token));
    struct token mended = token;
    if (spelled) {
        mended.span.end = next->span.end;
        token_drop(p, 1);
    }
    diag_help(diag, "write `%s`", meant);
    diag_fix(diag, mended.span, meant, FIX_SURE);
    mended.kind = TOK_PERCENT;
    mended.percent = (uint32_t)(share / (NUMBER_ONE / 100)) % 10001;
    parse_push(p, mended);
    return REPAIR_AGAIN;
}

/* `wait for event "X"`: no near miss, but a different thing. */
enum repair repair_explain(struct parse *p, struct token token) {
    if (token.kind == TOK_TEXT && p->previous.kind == TOK_EVENT && p->before_previous.kind == TOK_UNTIL) {
        struct diag *diag = diag_add(p->diags, DIAG_WAIT_FOR, p->previous.span);
        diag_help(diag, "write `wait up to 3 days { for event %s { go on } otherwise { ... } }`",
                  token_text(p, &token));
        return REPAIR_REPORTED;
    }
    bool by_time = token.kind == TOK_AFTER || token.kind == TOK_EVERY || token.kind == TOK_AT;
    if (by_time && p->previous.kind == TOK_FOR && repair_head(p) == TOK_WAIT) {
        struct diag *diag = diag_add(p->diags, DIAG_TIME_ARM, token.span, token_text(p, &token));
        diag_help(
            diag,
            "the time of a wait is its own: `wait up to 3 days { ... otherwise { ... } }`; what comes by time alone stands in "
            "a `when` of the stage");
        return REPAIR_REPORTED;
    }
    if (token.kind == TOK_FOR && p->previous.kind == TOK_WAIT) {
        struct diag *diag = diag_add(p->diags, DIAG_WAIT_FOR, token.span);
        diag_help(
            diag,
            "write `wait up to 3 days { for event \"...\" { go on } otherwise { ... } }`: every wait says how long at "
            "most, and what happens then");
        return REPAIR_REPORTED;
    }
    if (token.kind == TOK_LBRACE && p->statement == TOK_WAIT && p->previous.kind == TOK_DURATION) {
        struct diag *diag = diag_add(p->diags, DIAG_WAIT_NO_ARMS, p->previous.span);
        diag_help(diag, "to wait for something, write `wait up to %s { ... }`", token_text(p, &p->previous));
        diag_fix(diag, span_before(p->previous.span), "up to ", FIX_SURE);
        return REPAIR_REPORTED;
    }
    if (token.kind == TOK_NUMBER && parse_accepts(p, TOK_PERCENT)) return percentage(p, token);
    if (token.kind == TOK_NUMBER && parse_accepts(p, TOK_DURATION) && token_ahead(p, 0)->kind == TOK_IDENT)
        return unknown_unit(p, token);
    if (token.kind == TOK_NUMBER && parse_accepts(p, TOK_DURATION)) {
        struct diag *diag = diag_add(p->diags, DIAG_NO_UNIT, token.span);
        diag_help(diag, "say the unit: `%s days`, `%s hours`", token_text(p, &token), token_text(p, &token));
        struct token mended = token;
        literal_some_duration(p, &mended);
        parse_push(p, mended);
        return REPAIR_AGAIN;
    }
    return REPAIR_NONE;
}
