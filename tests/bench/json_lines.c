#include "json_lines.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LINE_MAX_SIZE 1024 /* bytes of one line at most */
#define MEMBERS 8          /* of a message, with `extra` */
#define PROPERTIES 5       /* with those that say nothing */
#define PART_SIZE 512      /* bytes of one member at most */

static const char *const pages[4] = {"/projects", "/settings/team", "/reports/weekly", "/"};
static const char *const locales[4] = {"en-US", "de-DE", "fr-FR", "pt-BR"};

static void stamp(char text[40], int64_t time) {
    time_t seconds = (time_t)(time / 1000);
    struct tm at;
    gmtime_r(&seconds, &at);
    size_t size = strftime(text, 40, "%Y-%m-%dT%H:%M:%S", &at);
    snprintf(text + size, 40 - size, ".%03dZ", (int)(time % 1000));
}

static int context(char *to, size_t room, size_t number) {
    return snprintf(to, room,
                    "{\"ip\":\"198.51.100.%zu\",\"locale\":\"%s\",\"library\":{\"name\":\"analytics.js\",\"version\":"
                    "\"2.11.1\"},\"page\":{\"path\":\"%s\",\"url\":\"https://app.example.com%s\"}}",
                    number * 7 % 256, locales[number % 4], pages[number / 4 % 4], pages[number / 4 % 4]);
}

static char *repeated(char *to, const struct workload_event *event, size_t number) {
    char at[40];
    stamp(at, event->time);
    to += sprintf(to,
                  "{\"type\":\"track\",\"messageId\":\"ajs-next-%016zx\",\"userId\":\"%.16s\",\"event\":\"%s\","
                  "\"timestamp\":\"%s\",\"properties\":{\"plan\":\"%s\",\"count\":%d,\"source\":\"web\"},\"context\":",
                  number, event->id, workload_names[event->name], at, workload_plans[event->plan], event->count);
    to += context(to, PART_SIZE, number);
    *to++ = '}';
    *to++ = '\n';
    return to;
}

/* ---- mixed --------------------------------------------------------------------------------------------------------- */

static void shuffle(uint32_t *order, uint32_t count, uint64_t r) {
    for (uint32_t i = count - 1; i > 0; i--, r /= 16) {
        uint32_t k = (uint32_t)(r % (i + 1)), other = order[i];
        order[i] = order[k];
        order[k] = other;
    }
}

/* The text, and in every fourth line one of its letters as \uXXXX. */
static int quoted(char *to, size_t room, const char *text, size_t size, uint64_t r) {
    if (r % 4 != 0) return snprintf(to, room, "\"%.*s\"", (int)size, text);
    size_t place = r / 4 % size;
    return snprintf(to, room, "\"%.*s\\u%04x%.*s\"", (int)place, text, (unsigned)(unsigned char)text[place],
                    (int)(size - place - 1), text + place + 1);
}

static int property(char *to, uint32_t which, const struct workload_event *event, uint64_t r) {
    int size = 0;
    switch (which) {
    case 0:
        size = snprintf(to, PART_SIZE, "\"plan\":");
        return size + quoted(to + size, PART_SIZE - 16, workload_plans[event->plan],
                             strlen(workload_plans[event->plan]), r >> 8);
    case 1:
        size = snprintf(to, PART_SIZE, "\"count\":");
        switch (r % 4) {
        case 0: return size + snprintf(to + size, 32, "%d.0", event->count);
        case 1: return size + snprintf(to + size, 32, "%d.000", event->count);
        case 2: return size + snprintf(to + size, 32, "%de0", event->count);
        }
        return size + snprintf(to + size, 32, "%d", event->count);
    case 2: return snprintf(to, PART_SIZE, "\"source\":\"%s\"", r % 2 ? "web" : "a \\\"mobile\\\" app\\n");
    case 3:
        return snprintf(to, PART_SIZE,
                        "\"device\":{\"kind\":\"%s\",\"screen\":{\"w\":1920,\"h\":1080},\"tags\":[1,true,null]}",
                        r % 2 ? "desktop" : "caf\xc3\xa9");
    }
    return snprintf(to, PART_SIZE, "\"price\":%d.%02d", (int)(r % 100), (int)(r / 100 % 100));
}

/* Plan, count, source in any order; the nested and the unknown one are left out at times. */
static int properties(char *to, const struct workload_event *event, uint64_t r) {
    uint32_t order[PROPERTIES] = {0, 1, 2, 3, 4};
    int size = snprintf(to, 32, "\"properties\":{");
    bool first = true;
    shuffle(order, PROPERTIES, r >> 16);
    for (uint32_t i = 0; i < PROPERTIES; i++) {
        if (order[i] == 3 && r % 4 != 0) continue;
        if (order[i] == 4 && r / 4 % 2 != 0) continue;
        if (!first) to[size++] = ',';
        first = false;
        size += property(to + size, order[i], event, r >> (8 + order[i]));
    }
    to[size++] = '}';
    return size;
}

static int member(char *to, uint32_t which, const struct workload_event *event, size_t number, uint64_t r) {
    char at[40];
    int size = 0;
    switch (which) {
    case 0: return snprintf(to, PART_SIZE, "\"type\":\"track\"");
    case 1: return snprintf(to, PART_SIZE, "\"messageId\":\"ajs-next-%016zx\"", number);
    case 2:
        size = snprintf(to, PART_SIZE, "\"userId\":");
        return size + quoted(to + size, PART_SIZE - 16, event->id, sizeof event->id, r >> 4);
    case 3:
        size = snprintf(to, PART_SIZE, "\"event\":");
        return size + quoted(to + size, PART_SIZE - 16, workload_names[event->name],
                             strlen(workload_names[event->name]), r >> 8);
    case 4: stamp(at, event->time); return snprintf(to, PART_SIZE, "\"timestamp\":\"%s\"", at);
    case 5: return properties(to, event, r);
    case 6: size = snprintf(to, PART_SIZE, "\"context\":"); return size + context(to + size, PART_SIZE - 16, number);
    }
    return snprintf(to, PART_SIZE, "\"integrations\":{\"All\":%s,\"Mixpanel\":{\"sessionId\":%u}}",
                    r % 2 ? "true" : "false", (unsigned)(r % 100000));
}

static char *mixed(char *to, const struct workload_event *event, size_t number, uint64_t *state) {
    uint64_t r = workload_draw(state);
    uint32_t order[MEMBERS] = {0, 1, 2, 3, 4, 5, 6, 7};
    bool first = true;
    shuffle(order, MEMBERS, r >> 8);
    *to++ = '{';
    for (uint32_t i = 0; i < MEMBERS; i++) {
        if (order[i] == 7 && r % 3 != 0) continue;
        if (!first) *to++ = ',';
        if (!first && r / 4 % 4 == 0) *to++ = ' ';
        first = false;
        to += member(to, order[i], event, number, workload_draw(state));
    }
    *to++ = '}';
    *to++ = '\n';
    return to;
}

/* ---- all lines ----------------------------------------------------------------------------------------------------- */

static struct json_lines make(const struct workload *workload, bool mix) {
    struct json_lines lines = {.count = workload->count};
    size_t room = 0;
    uint64_t state = WORKLOAD_SEED;
    for (size_t i = 0; i < workload->count; i++) {
        if (room - lines.size < 2 * LINE_MAX_SIZE) {
            room = room == 0 ? 1 << 20 : room * 2;
            lines.bytes = workload_need(realloc(lines.bytes, room));
        }
        char *at = lines.bytes + lines.size;
        char *end = mix ? mixed(at, &workload->events[i], i, &state) : repeated(at, &workload->events[i], i);
        lines.size += (size_t)(end - at);
    }
    lines.bytes = workload_need(realloc(lines.bytes, lines.size + JSON_LINES_PADDING));
    memset(lines.bytes + lines.size, 0, JSON_LINES_PADDING);
    return lines;
}

struct json_lines json_lines_repeated(const struct workload *workload) {
    return make(workload, false);
}

struct json_lines json_lines_mixed(const struct workload *workload) {
    return make(workload, true);
}

void json_lines_free(struct json_lines *lines) {
    free(lines->bytes);
    *lines = (struct json_lines){0};
}
