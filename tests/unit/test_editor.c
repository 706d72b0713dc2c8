/* The compiler as an editor uses it: texts that are nowhere but in memory, checked again with every key, given up when the
 * next key comes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/jdl.h"

enum { JOURNEYS = 12, TIMES = 1000 };

static const char declarations[] = "language 1\n"
                                   "project \"P\" { timezone: \"UTC\" }\n"
                                   "event \"Begun\"\n"
                                   "event \"Done\"\n"
                                   "channel email { template \"hello\" }\n";
static const char a_journey[] = "journey j%d \"Number %d\" {\n"
                                "  enter when event \"Begun\"\n"
                                "  promise at most 2 messages in any 7 days\n"
                                "  promise everyone leaves within 30 days\n"
                                "  stage first {\n"
                                "    send email \"hello\"\n"
                                "    wait up to 3 days {\n"
                                "      for event \"Done\" { exit as done }\n"
                                "      otherwise { exit as %s }\n"
                                "    }\n"
                                "  }\n"
                                "}\n";

/* Counts what the compiler holds. */
struct memory {
    size_t live;   /* bytes handed out and not given back */
    size_t peak;   /* the most of them at one time */
    size_t blocks; /* how many pieces */
};

static void *resize(void *self, void *old, size_t size) {
    struct memory *memory = self;
    size_t *block =
        old ? (size_t *)old - 2 : NULL; /* two of them, so that what is handed out is aligned for anything */
    if (block) {
        memory->live -= *block;
        memory->blocks--;
    }
    if (size == 0) {
        free(block);
        return NULL;
    }
    block = realloc(block, size + 2 * sizeof *block);
    assert_non_null(block);
    *block = size;
    memory->live += size;
    memory->blocks++;
    if (memory->live > memory->peak) memory->peak = memory->live;
    return block + 2;
}

/* Says no when it is asked for the `end`th time, from 1; 0: never. */
struct patience {
    unsigned asked; /* times so far */
    unsigned end;   /* when to say no */
};

static int go_on(void *self) {
    struct patience *patience = self;
    return ++patience->asked != patience->end;
}

/* A project of two texts, exactly as long as they are: no byte behind them is the compiler's to look at. */
struct project {
    struct jdl_text texts[2]; /* declarations, journeys */
    char *journeys;           /* the bytes of the second */
};

static struct project project_of(const char *outcome) {
    struct project project = {.texts = {{"a.journey", declarations, sizeof declarations - 1}, {"b.journey", NULL, 0}}};
    char text[16384] = "language 1\n";
    size_t used = strlen(text);
    for (int i = 0; i < JOURNEYS; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, a_journey, i, i, outcome);
    assert_true(used < sizeof text);
    project.journeys = malloc(used);
    assert_non_null(project.journeys);
    memcpy(project.journeys, text, used);
    project.texts[1].bytes = project.journeys;
    project.texts[1].length = used;
    return project;
}

static enum jdl_status check(const struct project *project, struct memory *memory, struct patience *patience,
                             size_t *errors) {
    const struct jdl_options options = {
        .check_only = 1, .go_on = patience ? go_on : NULL, .self = patience, .resize = resize, .memory = memory};
    jdl_result *result = NULL;
    enum jdl_status status = jdl_compile(project->texts, 2, &options, &result);
    *errors = jdl_count(result, JDL_ERROR);
    jdl_result_free(result);
    return status;
}

/* A right text and a wrong one by turns: what one check takes it gives back, and the thousandth takes no more than the first. */
static void a_thousand_checks(void **unused) {
    (void)unused;
    struct project right = project_of("late"), wrong = project_of("");
    struct memory memory = {0};
    size_t errors, first[2] = {0, 0};
    for (size_t i = 0; i < TIMES; i++) {
        bool is_wrong = i % 2 == 1;
        memory.peak = 0;
        enum jdl_status status = check(is_wrong ? &wrong : &right, &memory, NULL, &errors);
        assert_int_equal(status, is_wrong ? JDL_FINDINGS : JDL_OK);
        assert_int_equal(errors, is_wrong ? JOURNEYS : 0);
        assert_int_equal(memory.live, 0);
        assert_int_equal(memory.blocks, 0);
        if (i < 2) first[i] = memory.peak;
        assert_int_equal(memory.peak, first[i % 2]);
    }
    free(right.journeys);
    free(wrong.journeys);
}

/* Wherever it is given up: no answer, nothing left behind, no further question; and the next check is as good as ever. */
static void given_up_anywhere(void **unused) {
    (void)unused;
    struct project project = project_of("late");
    struct memory memory = {0};
    struct patience all = {0};
    size_t errors;
    assert_int_equal(check(&project, &memory, &all, &errors), JDL_OK);
    assert_true(all.asked >= 2 + JOURNEYS + 2 * JOURNEYS); /* texts, journeys, promises */
    for (unsigned end = 1; end <= all.asked; end++) {
        struct patience patience = {.end = end};
        assert_int_equal(check(&project, &memory, &patience, &errors), JDL_CANCELED);
        assert_int_equal(patience.asked, end);
        assert_int_equal(errors, 0);
        assert_int_equal(memory.live, 0);
    }
    assert_int_equal(check(&project, &memory, NULL, &errors), JDL_OK);
    free(project.journeys);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_checks),
        cmocka_unit_test(given_up_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
