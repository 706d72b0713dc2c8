/* What a project keeps of each user, and what is too much. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compiler/emit.h"
#include "tests/unit/compile.h"

#define HOUR 3600000
#define JOURNEY(stages) "journey j {\n enter when event \"Begin\"\n enter again always\n" stages "}\n"

static const struct jbc_slot *slot_of(const struct compiled *made, const char *name) {
    const struct jbc_journey *journey = compile_journey(made->program, "j");
    return compile_slot(made->program, journey->first_slot, journey->slot_count, name);
}

static void assert_listing(const struct compiled *made, uint32_t func, const char *wanted) {
    char *found = compile_listing(made->program, func);
    assert_string_equal(found, wanted);
    free(found);
}

/* ---- slots ---- */

static void only_traits_that_are_read_are_kept(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("when user.plan changes { milestone m }\n"
                                 "stage s { if user.seats is 1 { milestone a }\n set user.unread: \"x\"\n stay }\n"));
    const struct {
        const char *name; /* of the trait */
        uint8_t kept;     /* it has a slot */
        uint8_t storage;  /* enum jbc_storage */
    } wanted[] = {
        {"name", 0, 0},
        {"plan", 1, JBC_STORE_WORD8},
        {"seen", 0, 0},
        {"seats", 1, JBC_STORE_I64},
        {"opt_in", 1, JBC_STORE_BOOL},
        {"timezone", 1, JBC_STORE_TEXT},
        {"unread", 0, 0},
        {"csm", 0, 0},
    };
    assert_int_equal(made.program->trait_count, sizeof wanted / sizeof *wanted);
    for (uint32_t i = 0; i < made.program->trait_count; i++) {
        const struct jbc_trait *trait = &made.program->traits[i];
        assert_true(compile_is(made.program, trait->name, wanted[i].name));
        assert_int_equal(trait->slot != JBC_NONE, wanted[i].kept);
        if (wanted[i].kept) assert_int_equal(made.program->slots[trait->slot].storage, wanted[i].storage);
    }
    compile_free(&made);
}

static void a_run_keeps_what_it_reads_of_its_entry(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys("journey j {\n"
                         " enter when event \"Begin\" where plan is \"pro\" only if event.many is at least 2\n"
                         " one per key\n"
                         " remember last: entry.many\n"
                         " stage s { wait 1 day\n if entry.plan is \"pro\" { milestone m }\n exit as done }\n}\n");
    const struct jbc_journey *journey = compile_journey(made.program, "j");
    const struct jbc_trigger *enter = &made.program->triggers[journey->first_enter];
    uint32_t key = journey->key;
    assert_int_equal(made.program->slots[key].storage, JBC_STORE_TEXT);
    assert_true(compile_is(made.program, journey->key_label, "key"));
    assert_non_null(slot_of(&made, "entry.plan"));
    assert_non_null(slot_of(&made, "entry.many"));
    assert_null(slot_of(&made, "entry.key"));
    assert_listing(&made, enter->only_if, "FIELD 0 3\nNUMBER 2000000\nGE\nYIELD\n");
    char wanted[200];
    uint32_t plan = (uint32_t)(slot_of(&made, "entry.plan") - made.program->slots);
    uint32_t many = (uint32_t)(slot_of(&made, "entry.many") - made.program->slots);
    snprintf(wanted, sizeof wanted, "FIELD 0 1\nSTORE %u\nFIELD 0 3\nSTORE %u\nFIELD 0 0\nSTORE %u\nRETURN\n", key,
             many, plan);
    assert_listing(&made, enter->body, wanted);
    assert_int_equal(made.program->slots[journey->mark].storage, JBC_STORE_BLOB);
    compile_free(&made);
}

static void fired_counts_live_with_the_run_or_with_the_visit(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("when event \"C\" at most 3 times { milestone a }\n"
                                                    "stage s {\n"
                                                    " when event \"A\" once { milestone b }\n"
                                                    " when after 2 days at most 2 times { milestone c }\n"
                                                    " stay }\n"));
    const struct jbc_journey *journey = compile_journey(made.program, "j");
    const struct jbc_stage *stage = compile_stage(made.program, "s");
    const struct jbc_trigger *whens = &made.program->triggers[stage->first_when];
    assert_ptr_equal(slot_of(&made, "fired.0"),
                     &made.program->slots[made.program->triggers[journey->first_when].fired]);
    assert_ptr_equal(slot_of(&made, "fired.s.0"), &made.program->slots[whens[0].fired]);
    assert_true(whens[1].fired >= stage->first_slot && whens[1].fired < stage->first_slot + stage->slot_count);
    assert_true(whens[1].timer >= stage->first_slot && whens[1].timer < stage->first_slot + stage->slot_count);
    assert_int_equal(made.program->slots[whens[1].timer].storage, JBC_STORE_TIMER);
    compile_free(&made);
}

static void stages_share_the_bytes_behind_the_run(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("remember n: 0\n remember flag: yes\n"
                                 "stage s { when after 1 day { milestone a }\n wait 2 days\n go to t }\n"
                                 "stage t { when after 1 day { milestone b }\n"
                                 " when every 2 days { milestone c }\n stay }\n"));
    const struct jbc_journey *journey = compile_journey(made.program, "j");
    const struct jbc_stage *s = compile_stage(made.program, "s");
    const struct jbc_stage *t = compile_stage(made.program, "t");
    /* A number and a yes/no: 9 bytes behind the head, filled up to 8; then one timer, or two. */
    assert_int_equal(journey->stage_area, JBC_RUN_HEAD + 16);
    assert_int_equal(journey->run_size, JBC_RUN_HEAD + 16 + 2 * 16);
    assert_int_equal(made.program->slots[s->first_slot].offset, journey->stage_area);
    assert_int_equal(made.program->slots[t->first_slot].offset, journey->stage_area);
    compile_free(&made);
}

static void enters_by_time_keep_their_timer_and_the_first_sight(void **state) {
    (void)state;
    struct compiled made = compile_journeys("journey j { enter when no event \"A\" for 7 days\n stage s { stay } }\n");
    const struct jbc_trigger *enter = &made.program->triggers[0];
    assert_int_equal(enter->duration, 7 * JBC_DAY_MS);
    assert_int_equal(made.program->slots[enter->timer].journey, JBC_NONE16);
    assert_int_equal(made.program->slots[made.program->project->first_seen].type, JBC_TIME);
    compile_free(&made);
}

/* ---- the past ---- */

static void equal_questions_share_a_history(void **state) {
    (void)state;
    struct compiled made = compile_journeys(
        JOURNEY("stage s {\n"
                " if count of event \"B\" in last 7 days is at least 3 { milestone a }\n"
                " if count of event \"A\" where word is \"x\" in last 2 days is more than 4 { milestone b }\n"
                " if event \"B\" happened in last 1 day { milestone c }\n"
                " if event \"A\" where word is \"x\" never happened { milestone d }\n"
                " if count of event \"A\" is 2 { milestone e }\n"
                " stay }\n"));
    const struct jbc_history *histories = made.program->historys;
    assert_int_equal(made.program->history_count, 3);
    assert_int_equal(histories[0].event, 1);
    assert_int_equal(histories[0].ring, 5);
    assert_listing(&made, histories[0].where, "FIELD 1 0\nTEXT \"x\"\nEQ\nYIELD\n");
    assert_int_equal(histories[1].ring, 0);
    assert_int_equal(histories[1].counted, 1);
    assert_int_equal(histories[1].where, JBC_NONE);
    assert_int_equal(histories[2].event, 2);
    assert_int_equal(histories[2].ring, 3);
    assert_int_equal(made.program->events[1].first_history, 0);
    assert_int_equal(made.program->events[1].history_count, 2);
    assert_listing(&made, compile_stage(made.program, "s")->func,
                   "COUNT_IN 2 604800000\nNUMBER 3000000\nGE\nIF_NO @5\nMILESTONE \"a\"\n"
                   "COUNT_IN 0 172800000\nNUMBER 4000000\nGT\nIF_NO @10\nMILESTONE \"b\"\n"
                   "COUNT_IN 2 86400000\nNUMBER 1000000\nGE\nIF_NO @15\nMILESTONE \"c\"\n"
                   "NEVER 0\nIF_NO @18\nMILESTONE \"d\"\n"
                   "COUNT 1\nNUMBER 2000000\nEQ\nIF_NO @23\nMILESTONE \"e\"\n"
                   "STAY\n");
    compile_free(&made);
}

static void what_happened_since_the_entry_is_counted_by_the_run(void **state) {
    (void)state;
    struct compiled made = compile_journeys(
        "condition busy: count of event \"A\" since entry is at least 2 and email \"e\" was opened\n" JOURNEY(
            "stage s { if busy { milestone a }\n if event \"A\" happened since entry { milestone b }\n stay }\n"));
    assert_int_equal(made.program->history_count, 0);
    assert_int_equal(made.program->tally_count, 1);
    assert_int_equal(made.program->receipt_count, 1);
    const struct jbc_tally *tally = made.program->tallys;
    const struct jbc_receipt *receipt = made.program->receipts;
    assert_ptr_equal(slot_of(&made, "tally.A"), &made.program->slots[tally->slot]);
    assert_ptr_equal(slot_of(&made, "receipt.email.e.opened"), &made.program->slots[receipt->slot]);
    assert_true(made.program->templates[receipt->template_].newest != JBC_NONE);
    char wanted[200];
    snprintf(wanted, sizeof wanted,
             "LOAD %u\nNUMBER 2000000\nGE\nAND @7\nLOAD %u\nBOOL 1\nEQ\nIF_NO @9\nMILESTONE \"a\"\n"
             "LOAD %u\nNUMBER 1000000\nGE\nIF_NO @14\nMILESTONE \"b\"\nSTAY\n",
             tally->slot, receipt->slot, tally->slot);
    assert_listing(&made, compile_stage(made.program, "s")->func, wanted);
    compile_free(&made);
}

/* ---- limits and hours ---- */

static void limits_stand_with_whom_they_bind(void **state) {
    (void)state;
    struct compiled made = compile_journeys(
        "limits { at most 4 messages per 7 days, otherwise hold up to 2 days\n"
        " at most 2 emails per calendar week, otherwise skip }\n" JOURNEY(
            "limits { at most 1 push per calendar day, otherwise skip\n at most 3 messages per 1 day, otherwise skip }\n"
            "stage s { stay }\n"));
    const struct jrt_program *program = made.program;
    const struct jbc_journey *journey = compile_journey(program, "j");
    assert_int_equal(program->limit_count, 4);
    assert_int_equal(program->project->limit_count, 1);
    const struct jbc_limit *of_all = &program->limits[program->project->first_limit];
    assert_int_equal(of_all->most, 4);
    assert_int_equal(of_all->hold, 2 * JBC_DAY_MS);
    const struct jbc_channel *email = &program->channels[0];
    assert_int_equal(email->limit_count, 1);
    assert_int_equal(program->limits[email->first_limit].kind, JBC_CALENDAR_WEEK);
    assert_int_equal(program->limits[email->first_limit].channel, JBC_NONE);
    assert_int_equal(journey->limit_count, 2);
    assert_int_equal(program->limits[journey->first_limit].channel, 1);
    assert_int_equal(program->limits[journey->first_limit + 1].channel, JBC_NONE);
    compile_free(&made);
}

/* Of a model made by hand: hours that reach to midnight, and a whole day on two days of the week. */
static void hours_may_reach_to_midnight(void **state) {
    (void)state;
    struct arena *arena = arena_new(NULL);
    assert_non_null(arena);
    assert_int_equal(setjmp(*arena_trap(arena)), 0);
    struct model_hours hours[] = {{.from = 21 * HOUR, .to = 24 * HOUR, .days = 127},
                                  {.from = 0, .to = 24 * HOUR, .days = 1 | 64, .deliver = true}};
    struct model_channel channel = {.name = "push", .hours = hours, .hours_count = 2};
    struct value zone = {.kind = VALUE_TEXT, .type = {.kind = JBC_TEXT, .words = JBC_NONE}, .text = "UTC"};
    struct model model = {.sources = sources_new(arena),
                          .name = "P",
                          .zone = &zone,
                          .zone_fallback = "UTC",
                          .channels = &channel,
                          .channel_count = 1};
    struct diags *diags = diags_new(arena);
    const struct flow *flow = flow_new(arena, &model);
    const struct layout *layout = layout_new(arena, diags, flow);
    const struct emitted *emitted = emit_project(arena, diags, &model, flow, layout);
    assert_non_null(emitted);
    const struct jbc_hours wanted[] = {{.from = 21 * HOUR, .to = 0, .days = 127},
                                       {.from = 0, .to = 0, .deliver = 1, .days = 1 | 64}};
    assert_int_equal(emitted->hourss.count, 2);
    assert_int_equal(emitted->channels.items[0].hours_count, 2);
    assert_memory_equal(emitted->hourss.items, wanted, sizeof wanted);
    arena_free(arena);
}

/* ---- the file ---- */

static void the_same_text_gives_the_same_bytes(void **state) {
    (void)state;
    const char *text = JOURNEY("owner: \"x@example.com\"\n stage s { send email \"e\"\n wait 1 day\n exit as done }\n");
    struct compiled one = compile_journeys(text);
    struct compiled two = compile_journeys(text);
    size_t size_one;
    size_t size_two;
    const void *bytes_one = jdl_bytecode(one.result, &size_one);
    const void *bytes_two = jdl_bytecode(two.result, &size_two);
    assert_int_equal(size_one, size_two);
    assert_memory_equal(bytes_one, bytes_two, size_one);
    compile_free(&one);
    compile_free(&two);
}

static void a_stripped_program_behaves_the_same(void **state) {
    (void)state;
    const char *text = "language 1\nproject \"P\" { timezone: \"UTC\" }\nevent \"E\"\n"
                       "journey j { owner: \"x\"\n enter when event \"E\"\n stage s { stay } }\n";
    struct jdl_text one = {"p.journey", text, strlen(text)};
    struct jdl_options options = {.strip = 1};
    struct compiled whole = compile_text(text);
    jdl_result *result;
    assert_int_equal(jdl_compile(&one, 1, &options, &result), JDL_OK);
    size_t size;
    const void *bytes = jdl_bytecode(result, &size);
    jrt_program *program;
    assert_int_equal(jrt_load(bytes, size, NULL, &program, NULL), JRT_OK);
    assert_true(whole.program->span_count > 0 && whole.program->meta_count > 0);
    assert_int_equal(program->span_count + program->meta_count, 0);
    assert_int_equal(program->code_size, whole.program->code_size);
    assert_memory_equal(program->code, whole.program->code, program->code_size);
    jrt_program_free(program);
    jdl_result_free(result);
    compile_free(&whole);
}

/* ---- what is too much ---- */

static char *repeated(const char *begin, const char *each, uint32_t times, const char *end) {
    size_t room = strlen(begin) + times * (strlen(each) + 12) + strlen(end) + 1;
    char *text = malloc(room);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, room, "%s", begin);
    for (uint32_t i = 0; i < times; i++) {
        for (const char *at = each; *at != '\0'; at++) {
            if (*at == '#')
                used += (size_t)snprintf(text + used, room - used, "%u", i);
            else
                text[used++] = *at;
        }
    }
    snprintf(text + used, room - used, "%s", end);
    return text;
}

static void fails_with(char *text, const char *errors) {
    compile_fails(text, errors);
    free(text);
}

static void a_list_of_65_items_does_not_fit(void **state) {
    (void)state;
    char *text = repeated("journey j { enter when event \"Begin\"\n remember l: [\"a\"", ", \"a\"", 64,
                          "]\n stage s { stay } }\n");
    fails_with(text, "J0851 2\n");
    text = repeated("journey j { enter when event \"Begin\"\n remember l: [\"a\"", ", \"a\"", 63,
                    "]\n stage s { if l contains \"a\" { milestone m }\n stay } }\n");
    struct compiled made = compile_journeys(text);
    assert_int_equal(made.program->stack, 64);
    compile_free(&made);
    free(text);
}

static void loops_within_loops_may_take_too_long(void **state) {
    (void)state;
    compile_fails(JOURNEY("stage s { repeat up to 1000 times { repeat up to 1000 times {\n"
                          " repeat up to 10 times { milestone m } } }\n exit as done }\n"),
                  "J0853 4\n");
}

static void limits_and_counts_of_a_user_are_bounded(void **state) {
    (void)state;
    char *text = repeated("limits {\n", " at most 1000 messages per 7 days 1# seconds, otherwise skip\n", 8,
                          "}\n" JOURNEY("stage s { stay }\n"));
    fails_with(text, "J0855 9\n");
}

static void a_run_is_bounded(void **state) {
    (void)state;
    fails_with(
        repeated("journey big { enter when event \"Begin\"\n", " remember v#: #\n", 2100, " stage s { stay } }\n"),
        "J0856 1\n");
}

static void conditions_may_not_be_nested_without_end(void **state) {
    (void)state;
    size_t room = 10000;
    char *text = malloc(room);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, room, "condition c0: user.seats is 1\n");
    for (uint32_t i = 1; i <= 65; i++) {
        used += (size_t)snprintf(text + used, room - used, "condition c%u: not c%u\n", i, i - 1);
    }
    snprintf(text + used, room - used, JOURNEY("stage s { if c65 { milestone m }\n stay }\n"));
    fails_with(text, "J0854 66\n");
}

/* Each condition says the one before it twice: 2 to the 40th comparisons if nobody stopped. */
static void conditions_may_not_grow_without_end(void **state) {
    (void)state;
    size_t room = 10000;
    char *text = malloc(room);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, room, "condition c0: user.seats is 1\n");
    for (uint32_t i = 1; i <= 40; i++) {
        used += (size_t)snprintf(text + used, room - used, "condition c%u: c%u and not c%u\n", i, i - 1, i - 1);
    }
    snprintf(text + used, room - used, JOURNEY("stage s { if c40 { milestone m }\n stay }\n"));
    fails_with(text, "J0859 10\n");
}

static void a_stage_may_not_say_too_much(void **state) {
    (void)state;
    fails_with(repeated("journey j { enter when event \"Begin\"\n remember n: 0\n stage s {\n", "remember n: n + 1\n",
                        70000, " stay } }\n"),
               "J0852 65540\n");
}

static void a_project_has_at_most_65535_waits(void **state) {
    (void)state;
    fails_with(repeated("journey j { enter when event \"Begin\"\n stage s {\n", " wait 1 day\n", 65536, " stay } }\n"),
               "J0850 65538\n");
}

static void a_text_may_not_be_too_long(void **state) {
    (void)state;
    fails_with(repeated("journey j { enter when event \"Begin\"\n stage s {\n send email \"e\" { word: \"", "x", 4097,
                        "\" }\n stay } }\n"),
               "J0857 3\n");
}

static void a_large_project_compiles(void **state) {
    (void)state;
    size_t room = 1000000;
    char *text = malloc(room);
    assert_non_null(text);
    size_t used = (size_t)snprintf(text, room, "journey j { enter when event \"Begin\"\n");
    for (uint32_t i = 0; i < 5000; i++) {
        used += (size_t)snprintf(text + used, room - used,
                                 " stage s%u { wait up to 1 day { for event \"A\" { go on }\n otherwise { go on } }\n"
                                 " go to s%u }\n",
                                 i, i + 1);
    }
    snprintf(text + used, room - used, " stage s5000 { stay } }\n");
    struct compiled made = compile_journeys(text);
    assert_int_equal(made.program->stage_count, 5001);
    assert_int_equal(made.program->trigger_count, 5001);
    compile_free(&made);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_traits_that_are_read_are_kept),
        cmocka_unit_test(a_run_keeps_what_it_reads_of_its_entry),
        cmocka_unit_test(fired_counts_live_with_the_run_or_with_the_visit),
        cmocka_unit_test(stages_share_the_bytes_behind_the_run),
        cmocka_unit_test(enters_by_time_keep_their_timer_and_the_first_sight),
        cmocka_unit_test(equal_questions_share_a_history),
        cmocka_unit_test(what_happened_since_the_entry_is_counted_by_the_run),
        cmocka_unit_test(limits_stand_with_whom_they_bind),
        cmocka_unit_test(hours_may_reach_to_midnight),
        cmocka_unit_test(the_same_text_gives_the_same_bytes),
        cmocka_unit_test(a_stripped_program_behaves_the_same),
        cmocka_unit_test(a_list_of_65_items_does_not_fit),
        cmocka_unit_test(loops_within_loops_may_take_too_long),
        cmocka_unit_test(limits_and_counts_of_a_user_are_bounded),
        cmocka_unit_test(a_run_is_bounded),
        cmocka_unit_test(conditions_may_not_be_nested_without_end),
        cmocka_unit_test(conditions_may_not_grow_without_end),
        cmocka_unit_test(a_stage_may_not_say_too_much),
        cmocka_unit_test(a_project_has_at_most_65535_waits),
        cmocka_unit_test(a_text_may_not_be_too_long),
        cmocka_unit_test(a_large_project_compiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
