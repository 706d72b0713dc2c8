#include "peer_xstate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *write_events(const struct workload *workload, const char *path) {
    FILE *file = fopen(path, "wb");
    if (!file) return "its input can't be written";
    size_t written = fwrite(workload->events, sizeof *workload->events, workload->count, file);
    return fclose(file) == 0 && written == workload->count ? NULL : "its input can't be written";
}

static const char *read_lines(const char *path, struct lines *lines) {
    char line[256];
    FILE *file = fopen(path, "rb");
    if (!file) return "its output can't be read";
    while (fgets(line, sizeof line, file)) {
        char *end = strchr(line, '\n');
        if (!end || end - line < 32) continue;
        *end = '\0';
        lines_add(lines, strtoll(line, NULL, 10), line + 14, line + 31);
    }
    fclose(file);
    return NULL;
}

const char *peer_xstate(const struct workload *workload, const char *folder, struct lines *lines, double *seconds) {
    char events[512], output[512], command[2048], answer[64] = "";
    snprintf(command, sizeof command, "%s/node_modules/xstate/package.json", folder);
    if (system("node --version >/dev/null 2>&1") != 0) return "no node";
    if (access(command, R_OK) != 0) return "no XState (see docs/performance.md)";
    snprintf(events, sizeof events, "%s/xstate.events", folder);
    snprintf(output, sizeof output, "%s/xstate.lines", folder);
    const char *why = write_events(workload, events);
    if (why) return why;
    snprintf(command, sizeof command, "node tests/bench/peer_xstate.mjs '%s' '%s' '%s'", folder, events, output);
    FILE *node = popen(command, "r");
    if (!node) return "node can't be started";
    if (!fgets(answer, sizeof answer, node)) answer[0] = '\0';
    if (pclose(node) != 0 || answer[0] == '\0') return "node failed";
    *seconds = strtod(answer, NULL);
    why = read_lines(output, lines);
    unlink(events);
    unlink(output);
    return why;
}
