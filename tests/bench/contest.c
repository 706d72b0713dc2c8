#include "contest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Sum over the hashes of all lines: the same for the same lines in whatever order. */
static uint64_t digest(const struct lines *lines) {
    uint64_t sum = 0;
    const char *at = lines->bytes, *end = lines->bytes + lines->size;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        uint64_t hash = 0xcbf29ce484222325u;
        for (; at <= stop; at++) hash = (hash ^ (unsigned char)*at) * 0x100000001b3u;
        sum += hash ^ hash >> 29;
    }
    return sum;
}

static void differ(const struct contender *one, const struct contender *other) {
    const char *a = one->lines.bytes, *b = other->lines.bytes;
    size_t size = one->lines.size < other->lines.size ? one->lines.size : other->lines.size, at = 0;
    while (at < size && a[at] == b[at]) at++;
    while (at > 0 && a[at - 1] != '\n') at--;
    fprintf(stderr, "%s and %s do not come to the same lines, so there are no figures. The first that differs:\n",
            one->name, other->name);
    for (int i = 0; i < 2; i++) {
        const struct contender *who = i == 0 ? one : other;
        size_t left = who->lines.size - at;
        const char *stop = left > 0 ? memchr(who->lines.bytes + at, '\n', left) : NULL;
        fprintf(stderr, "  %-16s %.*s\n", who->name, stop ? (int)(stop - (who->lines.bytes + at)) : 10,
                stop ? who->lines.bytes + at : "(no more)");
    }
    exit(1);
}

static void run(struct contender *contender) {
    contender->lines.size = contender->lines.count = 0;
    const char *why = contender->run(contender);
    if (why) contender->absent = why;
}

/* The unmeasured round: the sum of the lines that all agree on. */
static uint64_t agree(struct contender *contenders, size_t count) {
    const struct contender *first = NULL;
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        struct contender *one = &contenders[i];
        run(one);
        if (one->absent || one->silent) continue;
        if (!first) sum = digest(&one->lines);
        lines_sort(&one->lines);
        if (!first) first = one;
        if (one->lines.size != first->lines.size ||
            memcmp(one->lines.bytes, first->lines.bytes, first->lines.size) != 0)
            differ(first, one);
    }
    return sum;
}

void contest_hold(struct contender *contenders, size_t count, size_t rounds) {
    uint64_t sum = agree(contenders, count);
    for (size_t round = 0; round < rounds; round++) {
        for (size_t k = 0; k < count; k++) {
            struct contender *one = &contenders[round % 2 == 0 ? k : count - 1 - k];
            if (one->absent) continue;
            run(one);
            one->times[round] = one->seconds;
            if (one->absent || one->silent || digest(&one->lines) == sum) continue;
            fprintf(stderr, "%s came to other lines in round %zu than before, so there are no figures.\n", one->name,
                    round + 1);
            exit(1);
        }
    }
}

void contest_free(struct contender *contenders, size_t count) {
    for (size_t i = 0; i < count; i++) lines_free(&contenders[i].lines);
}
