/* words - see words.h. */
#include "words.h"

#include <inttypes.h>
#include <string.h>

/* ---- from the source ---- */

/* The end of what begins at a quote, a comment or anything else: quoted text is kept as it is. */
static uint32_t end_of_quoted(const char *text, uint32_t at, uint32_t end) {
    bool is_long = end - at >= 3 && strncmp(text + at, "\"\"\"", 3) == 0;
    uint32_t i = at + (is_long ? 3 : 1);
    uint32_t inserted = 0;
    for (; i < end; i++) {
        if (text[i] == '\\') {
            i++;
        } else if (text[i] == '{' && i + 1 < end && text[i + 1] == '{') {
            inserted++;
            i++;
        } else if (text[i] == '}' && i + 1 < end && text[i + 1] == '}' && inserted > 0) {
            inserted--;
            i++;
        } else if (inserted == 0 && is_long && end - i >= 3 && strncmp(text + i, "\"\"\"", 3) == 0) {
            return i + 3;
        } else if (inserted == 0 && !is_long && text[i] == '"') {
            return i + 1;
        }
    }
    return end;
}

/* What a word of the source is, as far as blanks round it go. */
enum token_kind {
    TOKEN_NONE,    /* none yet */
    TOKEN_OPERAND, /* a name, a number, a text, a closing bracket: a sign behind it is between two operands */
    TOKEN_WORD,    /* a word that wants something behind it */
    TOKEN_OPENING, /* what wants no blank behind it */
    TOKEN_SIGN     /* anything else */
};

/* Words behind which a value begins, so that `-` there is the sign of a number. */
static bool is_connecting(const char *text, size_t length) {
    static const char *const words[] = {"is",      "not", "least",  "most",      "than",    "and", "or",
                                        "between", "if",  "with",   "contains",  "where",   "of",  "before",
                                        "after",   "by",  "within", "otherwise", "priority"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == length && memcmp(words[i], text, length) == 0) return true;
    }
    return false;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_word(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

/* Behind the number, date, clock time or share that begins here; each of them may hold signs. */
static uint32_t end_of_number(const char *text, uint32_t at, uint32_t end) {
    uint32_t stop = at;
    while (stop < end && (is_word(text[stop]) || (strchr("-:.", text[stop]) != NULL && stop > at && stop + 1 < end &&
                                                  is_digit(text[stop - 1]) && is_digit(text[stop + 1]))))
        stop++;
    return stop < end && text[stop] == '%' ? stop + 1 : stop;
}

/* Behind the word, text or sign that begins here. */
static uint32_t end_of_token(const char *text, uint32_t at, uint32_t end) {
    if (text[at] == '"') return end_of_quoted(text, at, end);
    if (is_digit(text[at])) return end_of_number(text, at, end);
    uint32_t stop = at + 1;
    while (is_word(text[at]) && stop < end && is_word(text[stop])) stop++;
    if (stop - at == 3 && end - at >= 6 && memcmp(text + at, "yes/no", 6) == 0) stop = at + 6;
    return stop;
}

/* Behind blanks and comments. */
static uint32_t skip_blank(const char *text, uint32_t at, uint32_t end) {
    while (at < end && strchr(" \t\r\n#", text[at]) != NULL) {
        if (text[at] == '#') {
            while (at < end && text[at] != '\n') at++;
        } else {
            at++;
        }
    }
    return at;
}

static enum token_kind kind_of(const char *token, size_t length, enum token_kind before) {
    if (strchr("([.", *token) != NULL) return TOKEN_OPENING;
    if (strchr(")]\"", *token) != NULL) return TOKEN_OPERAND;
    if (*token == '-') return before == TOKEN_OPERAND ? TOKEN_SIGN : TOKEN_OPENING;
    if (!is_word(*token)) return TOKEN_SIGN;
    return is_connecting(token, length) ? TOKEN_WORD : TOKEN_OPERAND;
}

static uint32_t blanks_at(const char *text, uint32_t at, uint32_t end) {
    uint32_t count = 0;
    while (at + count < end && (text[at + count] == ' ' || text[at + count] == '\t')) count++;
    return count;
}

/* The blanks that all lines have in common, of those that are not blank. */
static uint32_t indentation_of(const char *text, uint32_t at, uint32_t end) {
    uint32_t least = UINT32_MAX;
    for (uint32_t line = at; line < end; line++) {
        uint32_t count = blanks_at(text, line, end);
        bool is_blank = line + count == end || strchr("\r\n", text[line + count]) != NULL;
        if (!is_blank && count < least) least = count;
        while (line < end && text[line] != '\n') line++;
    }
    return least == UINT32_MAX ? 0 : least;
}

/* A long text as a short one that says the same, on one line. The number of bytes that it takes, at most twice as many. */
static size_t put_long(char *made, const char *text, uint32_t at, uint32_t end) {
    at += 3;
    end -= 3;
    while (at < end && text[at - 1] != '\n') at++;
    while (end > at && (text[end - 1] == ' ' || text[end - 1] == '\t')) end--;
    if (end > at) end--;
    uint32_t indentation = indentation_of(text, at, end);
    uint32_t inserted = 0;
    size_t length = 0;
    made[length++] = '"';
    for (uint32_t i = at; i < end; i++) {
        bool begins = i == at || text[i - 1] == '\n';
        uint32_t count = begins ? blanks_at(text, i, end) : 0;
        i += count < indentation ? count : indentation;
        if (i >= end) break;
        if (text[i] == '{' && i > at && text[i - 1] == '{') inserted = 1;
        if (text[i] == '}' && text[i - 1] == '}') inserted = 0;
        if (text[i] == '\r') continue;
        if (text[i] == '\n' || (text[i] == '"' && inserted == 0 && text[i - 1] != '\\')) made[length++] = '\\';
        made[length++] = text[i] == '\n' ? 'n' : text[i];
    }
    made[length++] = '"';
    return length;
}

/* Blanks stand where the formatter puts them, so that layout is no difference between two texts. */
const char *words_source(struct arena *arena, const struct model *model, struct span span) {
    const struct source *source = sources_of(model->sources, span);
    const char *text = source->text;
    uint32_t end = span.end < source->length ? span.end : source->length;
    uint32_t at = span.begin < end ? span.begin : end;
    char *made = arena_alloc(arena, 2 * (size_t)(end - at) + 1);
    size_t length = 0;
    enum token_kind before = TOKEN_NONE;
    bool behind_dot = false;
    for (at = skip_blank(text, at, end); at < end; at = skip_blank(text, at, end)) {
        uint32_t stop = end_of_token(text, at, end);
        uint32_t next = skip_blank(text, stop, end);
        /* A comma at the end of a list says nothing. */
        bool is_last = text[at] == ',' && next < end && strchr("]}", text[next]) != NULL;
        if (!is_last) {
            bool joined = before == TOKEN_NONE || before == TOKEN_OPENING || strchr(")],.:", text[at]) != NULL;
            if (!joined) made[length++] = ' ';
            bool is_long = stop - at >= 6 && memcmp(text + at, "\"\"\"", 3) == 0;
            if (!is_long) memcpy(made + length, text + at, stop - at);
            length += is_long ? put_long(made + length, text, at, stop) : stop - at;
            before = behind_dot ? TOKEN_OPERAND : kind_of(text + at, stop - at, before);
            behind_dot = text[at] == '.';
        }
        at = stop;
    }
    made[length] = '\0';
    return made;
}

const char *words_head(struct arena *arena, const struct model *model, struct span span) {
    const char *text = words_source(arena, model, span);
    size_t length = strlen(text);
    if (length == 0 || text[length - 1] != '{') return text;
    for (length--; length > 0 && text[length - 1] == ' ';) length--;
    return arena_copy(arena, text, length);
}

/* ---- quantities ---- */

const char *words_duration(struct arena *arena, int64_t ms) {
    static const struct {
        int64_t ms;       /* its length */
        const char *name; /* of one */
    } units[] = {{86400000, "day"}, {3600000, "hour"}, {60000, "minute"}, {1000, "second"}, {1, "millisecond"}};
    const char *made = "";
    int64_t left = ms < 0 ? -ms : ms;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        int64_t count = left / units[i].ms;
        left %= units[i].ms;
        if (count == 0) continue;
        const char *part = arena_format(arena, "%" PRId64 " %s%s", count, units[i].name, count == 1 ? "" : "s");
        made = words_join(arena, made, " ", part);
    }
    return *made == '\0' ? "0 seconds" : made;
}

const char *words_percent(struct arena *arena, uint32_t hundredths) {
    if (hundredths % 100 == 0) return arena_format(arena, "%" PRIu32 "%%", hundredths / 100);
    if (hundredths % 10 == 0)
        return arena_format(arena, "%" PRIu32 ".%" PRIu32 "%%", hundredths / 100, hundredths / 10 % 10);
    return arena_format(arena, "%" PRIu32 ".%02" PRIu32 "%%", hundredths / 100, hundredths % 100);
}

const char *words_part(struct arena *arena, const struct model *model, uint32_t part) {
    const struct model_part *one = &model->parts[part];
    const struct model_split *split = &model->splits[one->split];
    uint32_t from = part == split->first_part ? 0 : model->parts[part - 1].below;
    return arena_format(arena, "%s %s", words_percent(arena, one->below - from), one->name);
}

const char *words_join(struct arena *arena, const char *first, const char *separator, const char *second) {
    if (*first == '\0') return second;
    if (*second == '\0') return first;
    return arena_format(arena, "%s%s%s", first, separator, second);
}

/* ---- triggers ---- */

static const char *where_of(struct arena *arena, const struct model *model, const struct model_trigger *trigger) {
    if (trigger->test == NULL) return "";
    return arena_format(arena, "where %s", words_source(arena, model, trigger->test->span));
}

const char *words_trigger(struct arena *arena, const struct model *model, const struct model_trigger *trigger) {
    switch (trigger->kind) {
    case JBC_ON_EVENT:
        return words_join(arena, model->events[trigger->match].name, ", ", where_of(arena, model, trigger));
    case JBC_ON_NO_EVENT:
        return words_join(arena,
                          arena_format(arena, "no \"%s\" for %s", model->events[trigger->match].name,
                                       words_duration(arena, trigger->duration)),
                          ", ", where_of(arena, model, trigger));
    case JBC_ON_REPORT:
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES:
    case JBC_ON_TRUE:
    case JBC_ON_TURNS_TRUE:
    case JBC_ON_ENDED:
    case JBC_ON_DATE:
    case JBC_ON_EVERY:
    case JBC_ON_AFTER:
    case JBC_ON_END: break;
    }
    return words_source(arena, model, trigger->span);
}

const char *words_bound(struct arena *arena, const struct model_trigger *trigger) {
    if (trigger->most == 0) return "";
    if (trigger->most == 1) return "once";
    return arena_format(arena, "at most %" PRIu32 " times", trigger->most);
}

/* ---- statements ---- */

const char *words_template(struct arena *arena, const struct model *model, uint32_t template_) {
    const struct model_template *one = &model->templates[template_];
    return arena_format(arena, "%s \"%s\"", model->channels[one->channel].name, one->name);
}

const char *words_send(struct arena *arena, const struct model *model, const struct model_stmt *send) {
    const char *made = "";
    for (const struct model_alternative *one = send->alternatives; one != NULL; one = one->next) {
        made = words_join(arena, made, " or ", words_template(arena, model, one->template_));
    }
    return send->always ? words_join(arena, made, ", ", "always") : made;
}

const char *words_wait(struct arena *arena, const struct model *model, const struct model_stmt *stmt) {
    return words_head(arena, model, stmt->head);
}

/* What stands behind the first words of a text, if they are these. */
static const char *behind(const char *text, const char *words) {
    size_t length = strlen(words);
    return strncmp(text, words, length) == 0 ? text + length : text;
}

const char *words_time(struct arena *arena, const struct model *model, const struct model_stmt *stmt) {
    const struct model_wait *wait = &model->waits[stmt->index];
    const char *head = words_wait(arena, model, stmt);
    switch (wait->kind) {
    case JBC_WAIT_FOR: return arena_format(arena, "after %s", behind(head, "wait "));
    case JBC_WAIT_UP_TO: return arena_format(arena, "after %s", behind(head, "wait up to "));
    case JBC_WAIT_DATA: return arena_format(arena, "after %s", behind(head, "wait "));
    case JBC_WAIT_CLOCK: return arena_format(arena, "at %s", behind(head, "wait until "));
    case JBC_WAIT_UNTIL:
        head = behind(head, "wait until ");
        return strstr(head, " before ") != NULL || strstr(head, " after ") != NULL ? head
                                                                                   : arena_format(arena, "at %s", head);
    case JBC_WAIT_END: break;
    }
    return head;
}

const char *words_stmt(struct arena *arena, const struct model *model, const struct model_stmt *stmt) {
    switch (stmt->kind) {
    case MODEL_SEND: return arena_format(arena, "send %s", words_send(arena, model, stmt));
    case MODEL_WAIT: return words_wait(arena, model, stmt);
    case MODEL_IF: return arena_format(arena, "if %s", words_source(arena, model, stmt->branches->condition->span));
    case MODEL_SPLIT: return arena_format(arena, "split %s", model->splits[stmt->index].name);
    case MODEL_REPEAT: return arena_format(arena, "repeat up to %" PRIu32 " times", stmt->times);
    case MODEL_GO_TO: return arena_format(arena, "go to %s", model->stages[stmt->index].name);
    case MODEL_EXIT: return arena_format(arena, "exit as %s", stmt->text);
    case MODEL_STAY: return "stay";
    case MODEL_MILESTONE: return arena_format(arena, "milestone %s", stmt->text);
    case MODEL_REMEMBER:
    case MODEL_SET: return words_head(arena, model, stmt->span);
    case MODEL_START: return arena_format(arena, "start journey %s", model->journeys[stmt->index].name);
    case MODEL_STOP: return arena_format(arena, "stop journey %s", model->journeys[stmt->index].name);
    case MODEL_STOP_REPEATING: return "stop repeating";
    case MODEL_GO_ON: return "go on";
    case MODEL_WAIT_AGAIN: return "wait again";
    case MODEL_KEEP_WAITING: return "keep waiting";
    }
    return "";
}
