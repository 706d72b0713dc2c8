/* Fuzzer: bytes -> a state from a store that is not trusted -> steps and timers. What jrt_state_check accepts must run
 * like any other state: it must neither harm memory nor lead to a state that is not sound.
 *
 * The first byte chooses: odd, the rest is a state, of which only the layout's hash is mended; even, a state is made by so
 * many events, and the rest are changes of it, an offset and a byte each. Where it leaves 2 over 4, the state is first cut
 * where the next two bytes say. */
#include <stdlib.h>
#include <string.h>

#include "compiler/jdl.h"
#include "runtime/state.h"
#include "tests/fuzz/drive.h"

#define STEPS 12   /* events and times that an accepted state is run with */
#define STRANGE 12 /* changes of what has become of it */
#define ANSWERS 24 /* events as its triggers look for, and as many changes once more */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char script[] =
    "language 1\n"
    "project \"F\" { timezone: user.timezone or \"Europe/Berlin\"\n"
    "  event id window: 24 hours }\n"
    "limits { at most 3 messages per 7 days, otherwise hold up to 2 days }\n"
    "event \"A\" { t: text, n: number, w: one of \"x\", \"y\", at: time, l: list of text }\n"
    "event \"B\" { k: text }\n"
    "event \"C\"\n"
    "user { p: text optional, plan: one of \"free\", \"pro\", timezone: timezone optional, ends: time optional\n"
    "  tags: list of text optional, opt_in: yes/no }\n"
    "account { q: text optional }\n"
    "channel email {\n"
    "  quiet hours 22:00 to 08:00\n"
    "  at most 2 per calendar day, otherwise hold up to 3 days\n"
    "  template \"m\" { t: text, n: number optional, l: list of text optional }, template \"o\" }\n"
    "channel push { only if user.opt_in is yes\n"
    "  template \"p\" { t: text } }\n"
    "condition many: count of event \"C\" in last 7 days is at least 3\n"
    "journey j {\n"
    "  enter when event \"A\" where w is \"x\"\n"
    "  enter again after 1 day\n"
    "  goal event \"C\"\n"
    "  leave when user.plan becomes \"free\" as unwanted\n"
    "  leave when many becomes true\n"
    "  remember n: 0\n"
    "  remember tags: user.tags\n"
    "  when user.p changes at most 3 times { send push \"p\" { t: user.p or \"none\" } }\n"
    "  stage s {\n"
    "    when after 1 day { remember n: n + 1 }\n"
    "    send email \"m\" { t: entry.t, n: entry.n, l: tags }\n"
    "    wait up to 2 days {\n"
    "      for event \"B\" where k is entry.t { go to u }\n"
    "      for email \"m\" opened { go to u }\n"
    "      for many { exit as much }\n"
    "      otherwise { go to u }\n"
    "    }\n"
    "  }\n"
    "  stage u {\n"
    "    repeat up to 3 times {\n"
    "      send email \"o\"\n"
    "      wait until 09:00\n"
    "    }\n"
    "    split halves { 50% a { exit as done }\n"
    "      50% b { stay } }\n"
    "  }\n"
    "}\n"
    "journey k {\n"
    "  enter when event \"B\"\n"
    "  one per k\n"
    "  enter again never\n"
    "  stage s { wait 3 days\n"
    "    exit as done }\n"
    "}\n"
    "journey e {\n"
    "  enter when 1 day before user.ends\n"
    "  enter again always\n"
    "  stage s {\n"
    "    wait until user.ends {\n"
    "      if past { exit as past }\n"
    "      if unknown { exit as none }\n"
    "    }\n"
    "    exit as done\n"
    "  }\n"
    "}\n";

static void demand(int holds) {
    if (!holds) abort();
}

static uint64_t hash(const uint8_t *data, size_t size) {
    uint64_t sum = 0xcbf29ce484222325u;
    for (size_t i = 0; i < size; i++) sum = (sum ^ data[i]) * 0x100000001b3u;
    return sum;
}

/* The project, compiled once: it is the same for all inputs, and stays until the end. */
static const jrt_program *project(void) {
    static jrt_program *program;
    static jdl_result *result;
    if (program) return program;
    struct jdl_text text = {"fuzz.journey", script, sizeof script - 1};
    struct jrt_fault fault;
    size_t bytes;
    demand(jdl_compile(&text, 1, NULL, &result) == JDL_OK);
    const void *code = jdl_bytecode(result, &bytes);
    demand(jrt_load(code, bytes, NULL, &program, &fault) == JRT_OK);
    return program;
}

static uint8_t *raw_state(const jrt_program *program, const uint8_t *data, size_t size) {
    uint8_t *state = malloc(size + (size == 0));
    demand(state != NULL);
    if (size > 0) memcpy(state, data, size);
    if (size >= 4) memcpy(state, &program->header->layout_hash, 4);
    return state;
}

/* A state that the runtime made. */
struct made {
    uint8_t *bytes; /* NULL: not made yet */
    size_t size;    /* of them */
};

/* The state after so many events, which the number also draws; made once. */
static const struct made *made_by(const jrt_program *program, uint8_t events) {
    static struct made all[256];
    struct made *made = &all[events];
    if (made->bytes) return made;
    struct drive *drive = calloc(1, sizeof *drive);
    demand(drive && drive_open(drive, program, events));
    drive_run(drive, events);
    made->bytes = malloc(drive->size + 1);
    demand(made->bytes != NULL);
    made->size = drive->size;
    if (made->size > 0) memcpy(made->bytes, drive->state, made->size);
    drive_close(drive);
    free(drive);
    return made;
}

/* A state that the runtime made, with changes. */
static uint8_t *changed_state(const jrt_program *program, const uint8_t *data, size_t size, size_t *state_size) {
    const struct made *made = made_by(program, data[0]);
    size_t at = 1;
    *state_size = made->size;
    if (data[0] % 4 == 2 && size > 2) {
        *state_size = ((size_t)data[1] << 8 | data[2]) % (made->size + 1);
        at = 3;
    }
    uint8_t *state = malloc(*state_size + (*state_size == 0));
    demand(state != NULL);
    memcpy(state, made->bytes, *state_size);
    for (size_t i = at; i + 2 < size && *state_size > 0; i += 3)
        state[((size_t)data[i] << 8 | data[i + 1]) % *state_size] = data[i + 2];
    return state;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const jrt_program *program = project();
    if (size == 0) return 0;
    size_t state_size = size - 1;
    uint8_t *state =
        data[0] % 2 ? raw_state(program, data + 1, size - 1) : changed_state(program, data, size, &state_size);
    struct drive *drive = calloc(1, sizeof *drive);
    demand(drive != NULL);
    if (jrt_state_check(program, state, state_size) == JRT_OK && drive_open(drive, program, hash(data, size))) {
        drive_set_state(drive, state, state_size);
        drive_run(drive, STEPS);
        drive_strange(drive, STRANGE);
        drive_answer(drive, ANSWERS);
        drive_strange(drive, STRANGE);
    }
    drive_close(drive);
    free(drive);
    free(state);
    return 0;
}
