#include "wording.h"
#include "iso.h"
#include "value.h"

#include <inttypes.h>
#include <string.h>

/* ---- values ------------------------------------------------------------------------------------------------------ */

void wording_civil(int64_t civil, char text[WORDING_TIME]) {
    size_t length = iso_print_time(civil, text); /* 2026-03-02T10:00:00.000Z */
    text[length] = '\0';
    char *clock = strchr(text, 'T');
    if (!clock) return;
    *clock = ' ';
    text[length - 1] = '\0';
    if (civil % 1000 == 0) text[length - 5] = '\0';
    if (civil % 60000 == 0) text[length - 8] = '\0';
}

void wording_time(const struct wording *wording, int64_t instant, char text[WORDING_TIME]) {
    wording_civil(wording->zones.to_local(wording->zones.self, wording->zone, instant), text);
}

static void number(int64_t millionths, FILE *out) {
    uint64_t magnitude = millionths < 0 ? 0u - (uint64_t)millionths : (uint64_t)millionths;
    unsigned places = (unsigned)(magnitude % JBC_MILLION);
    fprintf(out, "%s%" PRIu64, millionths < 0 ? "-" : "", magnitude / JBC_MILLION);
    if (places == 0) return;
    char digits[8];
    snprintf(digits, sizeof digits, "%06u", places);
    size_t length = strlen(digits);
    while (length > 0 && digits[length - 1] == '0') length--;
    fprintf(out, ".%.*s", (int)length, digits);
}

/* `1 day 12 hours`: the largest units that fit, none that is 0. */
static void duration(int64_t ms, FILE *out) {
    static const struct {
        int64_t ms;       /* its length */
        const char *name; /* in the singular */
    } units[] = {{86400000, "day"}, {3600000, "hour"}, {60000, "minute"}, {1000, "second"}};
    const char *between = "";
    if (ms < 0) fputc('-', out);
    uint64_t left = ms < 0 ? 0u - (uint64_t)ms : (uint64_t)ms;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        uint64_t count = left / (uint64_t)units[i].ms;
        left %= (uint64_t)units[i].ms;
        if (count == 0) continue;
        fprintf(out, "%s%" PRIu64 " %s%s", between, count, units[i].name, count == 1 ? "" : "s");
        between = " ";
    }
    if (left > 0)
        fprintf(out, "%s%" PRIu64 " milliseconds", between, left);
    else if (!*between)
        fputs("0 seconds", out);
}

static void clock_time(int64_t ms, FILE *out) {
    int64_t seconds = ms / 1000;
    fprintf(out, "%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60));
    if (seconds % 60 != 0) fprintf(out, ":%02d", (int)(seconds % 60));
}

static void text(const char *bytes, uint32_t size, FILE *out) {
    fputc('"', out);
    for (uint32_t i = 0; i < size; i++) {
        if (bytes[i] == '\n')
            fputs("\\n", out);
        else if (bytes[i] == '{' && i + 1 < size && bytes[i + 1] == '{')
            fputs("\\{", out);
        else if (bytes[i] == '"' || bytes[i] == '\\')
            fprintf(out, "\\%c", bytes[i]);
        else if ((unsigned char)bytes[i] < 0x20)
            fputs("\xEF\xBF\xBD", out);
        else
            fputc(bytes[i], out);
    }
    fputc('"', out);
}

static void list(const struct wording *wording, const struct jrt_value *value, FILE *out) {
    struct jrt_value items[JRT_LIST_MAX];
    uint32_t count = values_read((const uint8_t *)value->as.text, items, JRT_LIST_MAX);
    fputc('[', out);
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) fputs(", ", out);
        wording_value(wording, &items[i], out);
    }
    fputc(']', out);
}

void wording_value(const struct wording *wording, const struct jrt_value *value, FILE *out) {
    char time[WORDING_TIME];
    switch ((enum jbc_type)value->type) {
    case JBC_BOOL: fputs(value->as.number ? "yes" : "no", out); return;
    case JBC_NUMBER: number(value->as.number, out); return;
    case JBC_TIME:
        wording_time(wording, value->as.number, time);
        fputs(time, out);
        return;
    case JBC_DURATION: duration(value->as.number, out); return;
    case JBC_CLOCK: clock_time(value->as.number, out); return;
    case JBC_TEXT: text(value->as.text, value->size, out); return;
    case JBC_LIST: list(wording, value, out); return;
    case JBC_TYPE_END: break;
    }
    fputs("unknown", out);
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

void wording_name(const struct wording *wording, uint32_t string, FILE *out) {
    if (string == JBC_NONE) return;
    uint32_t size;
    const char *bytes = program_string(wording->program, string, &size);
    fwrite(bytes, 1, size, out);
}

static void quoted(const struct wording *wording, uint32_t string, FILE *out) {
    uint32_t size;
    const char *bytes = program_string(wording->program, string, &size);
    text(bytes, size, out);
}

void wording_message(const struct wording *wording, uint32_t template_, FILE *out) {
    const struct jbc_template *t = &wording->program->templates[template_];
    wording_name(wording, wording->program->channels[t->channel].name, out);
    fputc(' ', out);
    quoted(wording, t->name, out);
}

static void trait(const struct wording *wording, uint32_t index, FILE *out) {
    const struct jbc_trait *t = &wording->program->traits[index];
    fputs(t->account ? "account." : "user.", out);
    wording_name(wording, t->name, out);
}

static void event(const struct wording *wording, uint32_t index, FILE *out) {
    fputs("event ", out);
    quoted(wording, wording->program->events[index].name, out);
}

/* ---- triggers ---------------------------------------------------------------------------------------------------- */

static void days(unsigned bits, FILE *out) {
    static const char *const names[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    const char *between = "";
    if (bits == 127) {
        fputs("day", out);
        return;
    }
    for (unsigned i = 0; i < 7; i++) {
        if ((bits >> i & 1) == 0) continue;
        fprintf(out, "%s%s", between, names[i]);
        between = ", ";
    }
}

static void every(const struct jbc_trigger *trigger, FILE *out) {
    fputs("every ", out);
    if (trigger->days == 0) {
        duration(trigger->duration, out);
        return;
    }
    days(trigger->days, out);
    fputs(" at ", out);
    clock_time(trigger->clock, out);
}

static void date(const struct jbc_trigger *trigger, FILE *out) {
    if (trigger->duration == 0) {
        fputs("at a date", out);
        return;
    }
    duration(trigger->duration < 0 ? -trigger->duration : trigger->duration, out);
    fputs(trigger->duration < 0 ? " before a date" : " after a date", out);
}

void wording_trigger(const struct wording *wording, const struct jbc_trigger *trigger, FILE *out) {
    switch ((enum jbc_trigger_kind)trigger->kind) {
    case JBC_ON_EVENT: event(wording, trigger->match, out); return;
    case JBC_ON_REPORT:
        wording_message(wording, trigger->match, out);
        fputc(' ', out);
        wording_name(wording, trigger->word, out);
        return;
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES:
        trait(wording, trigger->match, out);
        fputs(trigger->kind == JBC_ON_BECOMES ? " becomes" : " changes", out);
        return;
    case JBC_ON_TRUE: fputs("a condition", out); return;
    case JBC_ON_TURNS_TRUE: fputs("a condition becomes true", out); return;
    case JBC_ON_NO_EVENT:
        fputs("no ", out);
        event(wording, trigger->match, out);
        fputs(" for ", out);
        duration(trigger->duration, out);
        return;
    case JBC_ON_ENDED:
        fputs("journey ", out);
        wording_name(wording, wording->program->journeys[trigger->match].name, out);
        fputs(" ended", out);
        if (trigger->word == JBC_NONE) return;
        fputs(" as ", out);
        wording_name(wording, trigger->word, out);
        return;
    case JBC_ON_DATE: date(trigger, out); return;
    case JBC_ON_EVERY: every(trigger, out); return;
    case JBC_ON_AFTER:
        fputs("after ", out);
        duration(trigger->duration, out);
        return;
    case JBC_ON_END: return;
    }
}

/* ---- actions ----------------------------------------------------------------------------------------------------- */

static void with(const struct wording *wording, const struct jrt_action *action, FILE *out) {
    const struct jbc_param *params = wording->program->params + action->first_param;
    for (uint32_t i = 0; i < action->value_count; i++) {
        fputs(i == 0 ? " with " : ", ", out);
        wording_name(wording, params[i].name, out);
        fputc(' ', out);
        wording_value(wording, &action->values[i], out);
    }
}

static void start(const struct wording *wording, const struct jrt_action *action, FILE *out) {
    const jrt_program *program = wording->program;
    const struct jbc_start *s = &program->starts[action->send];
    fputs("start journey ", out);
    wording_name(wording, program->journeys[action->other].name, out);
    for (uint32_t i = 0; i < action->value_count; i++) {
        fputs(i == 0 ? " with " : ", ", out);
        wording_name(wording, program->slots[program->arguments[s->first_argument + i].slot].name, out);
        fputc(' ', out);
        wording_value(wording, &action->values[i], out);
    }
}

static void stage_of(const struct wording *wording, uint32_t stage, FILE *out) {
    fputs("stage ", out);
    wording_name(wording, wording->program->stages[stage].name, out);
}

void wording_action(const struct wording *wording, const struct jrt_action *action, FILE *out) {
    switch (action->kind) {
    case JRT_SEND:
        wording_message(wording, action->template_, out);
        with(wording, action, out);
        return;
    case JRT_SKIPPED:
        fputs("skipped ", out);
        wording_message(wording, action->template_, out);
        fprintf(out, " because %s", action->reason);
        return;
    case JRT_MILESTONE: fprintf(out, "milestone %.*s", (int)action->name_size, action->name); return;
    case JRT_EXIT: fprintf(out, "exit as %.*s", (int)action->name_size, action->name); return;
    case JRT_STAGE: stage_of(wording, action->stage, out); return;
    case JRT_SET:
        fputs("set ", out);
        trait(wording, action->trait, out);
        fputs(": ", out);
        wording_value(wording, &action->values[0], out);
        return;
    case JRT_START: start(wording, action, out); return;
    case JRT_REFUSED: fprintf(out, "refused because %s", action->reason); return;
    case JRT_ENTER:
        fputs("enters journey ", out);
        wording_name(wording, wording->program->journeys[action->journey].name, out);
        if (action->reason) fprintf(out, " (%s)", action->reason);
        return;
    case JRT_ERROR: fprintf(out, "%s", action->reason); return;
    }
}
