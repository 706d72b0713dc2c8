/* What the compiler makes of statements: instructions, and the records that name places in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "runtime/decode.h"
#include "tests/unit/compile.h"

/* A journey without a mark, so that its slots follow those of the traits that every script here reads: the two of opt_in and
 * timezone. */
#define JOURNEY(stages) "journey j {\n enter when event \"Begin\"\n enter again always\n" stages "}\n"
#define FIRST_SLOT "2"
#define BEHIND_SEATS "3" /* of scripts that read user.seats too */

static void assert_code(const struct compiled *made, uint32_t func, const char *wanted) {
    char *found = compile_listing(made->program, func);
    assert_string_equal(found, wanted);
    free(found);
}

static void assert_stage(const struct compiled *made, const char *stage, const char *wanted) {
    assert_code(made, compile_stage(made->program, stage)->func, wanted);
}

static uint32_t number_in(const struct compiled *made, const char *stage, uint32_t pc) {
    return compile_number(made->program, compile_stage(made->program, stage)->func, pc);
}

/* ---- waits and messages ---- */

static void a_plain_wait_goes_on_at_the_next_instruction(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("stage s { send email \"f\"\n wait 2 days\n exit as done }\n"));
    assert_stage(&made, "s", "SEND 0\nWAIT 0\nEXIT \"done\"\n");
    const struct jbc_wait *wait = made.program->waits;
    assert_int_equal(wait->kind, JBC_WAIT_FOR);
    assert_int_equal(wait->duration, 2 * JBC_DAY_MS);
    assert_int_equal(number_in(&made, "s", wait->pc), 1);
    assert_int_equal(number_in(&made, "s", wait->on_time), 2);
    assert_int_equal(made.program->sends[0].place, JBC_PLACE_FLOW);
    assert_int_equal(made.program->sends[0].next_wait, 0);
    compile_free(&made);
}

static void arms_stand_behind_their_wait_and_lead_below_it(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("stage s { wait up to 1 day {\n"
                                                    "  for event \"A\" where word is \"x\" { go on }\n"
                                                    "  for event \"B\" { wait again }\n"
                                                    "  for event \"C\" { go to t }\n"
                                                    "  otherwise { milestone late\n go on }\n"
                                                    " }\n exit as done }\n"
                                                    "stage t { stay }\n"));
    assert_stage(&made, "s", "WAIT 0\nGO_ON @6\nWAIT_AGAIN 0\nGO_TO 1\nMILESTONE \"late\"\nJUMP @6\nEXIT \"done\"\n");
    const struct jbc_wait *wait = made.program->waits;
    const struct jbc_trigger *arms = &made.program->triggers[wait->first_arm];
    assert_int_equal(wait->arm_count, 3);
    for (uint32_t i = 0; i < 3; i++) assert_int_equal(number_in(&made, "s", arms[i].pc), i + 1);
    assert_int_equal(number_in(&made, "s", wait->on_time), 4);
    assert_int_equal(arms[0].match, 1);
    assert_code(&made, arms[0].test, "FIELD 1 0\nTEXT \"x\"\nEQ\nYIELD\n");
    assert_int_equal(arms[1].test, JBC_NONE);
    compile_free(&made);
}

static void the_wait_behind_a_message_is_found_through_jumps(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("stage s {\n"
                                 " if user.seats is 1 { send email \"f\" } otherwise { milestone m }\n"
                                 " wait up to 1 day { for event \"A\" { send email \"f\"\n go on }\n"
                                 "  otherwise { go on } }\n"
                                 " wait 1 day\n"
                                 " send email \"f\"\n milestone n\n wait 1 day\n exit as done }\n"));
    assert_int_equal(made.program->send_count, 3);
    assert_int_equal(made.program->sends[0].next_wait, 0);
    assert_int_equal(made.program->sends[1].next_wait, 1);
    assert_int_equal(made.program->sends[2].next_wait, JBC_NONE);
    compile_free(&made);
}

static void a_message_of_an_arm_that_keeps_waiting_stands_beside_the_flow(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("stage s { wait up to 1 day {\n"
                                                    "  for event \"A\" { send email \"f\"\n keep waiting }\n"
                                                    "  for event \"B\" { send email \"f\"\n"
                                                    "   if user.seats is 1 { keep waiting } otherwise { go on } }\n"
                                                    "  otherwise { go on } }\n exit as done }\n"));
    assert_int_equal(made.program->sends[0].place, JBC_PLACE_STAGE);
    assert_int_equal(made.program->sends[0].next_wait, JBC_NONE);
    assert_int_equal(made.program->sends[1].place, JBC_PLACE_FLOW);
    compile_free(&made);
}

static void past_and_unknown_may_share_a_block(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("stage s { wait until 3 days before user.seen { if past or unknown { exit as no } }\n"
                                 " wait until user.seen { if past { go on }\n if unknown { exit as gone } }\n"
                                 " exit as done }\n"));
    assert_stage(&made, "s", "WAIT 0\nEXIT \"no\"\nWAIT 1\nJUMP @5\nEXIT \"gone\"\nEXIT \"done\"\n");
    const struct jbc_wait *waits = made.program->waits;
    assert_int_equal(number_in(&made, "s", waits[0].on_past), 1);
    assert_int_equal(waits[0].on_unknown, waits[0].on_past);
    assert_int_equal(number_in(&made, "s", waits[0].on_time), 2);
    assert_int_equal(number_in(&made, "s", waits[1].on_past), 3);
    assert_int_equal(number_in(&made, "s", waits[1].on_unknown), 4);
    assert_int_equal(number_in(&made, "s", waits[1].on_time), 5);
    assert_code(&made, waits[0].value, "TRAIT 2\nDURATION 259200000\nSUB\nYIELD\n");
    compile_free(&made);
}

static void a_clock_time_keeps_the_instant_first_computed(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("stage s { wait until Monday 09:30\n exit as done }\n"));
    const struct jbc_wait *wait = made.program->waits;
    assert_int_equal(wait->kind, JBC_WAIT_CLOCK);
    assert_int_equal(wait->clock, (9 * 60 + 30) * 60000);
    assert_int_equal(wait->days, 1);
    assert_int_equal(made.program->slots[wait->first].storage, JBC_STORE_I64);
    compile_free(&made);
}

static void alternatives_push_their_values_in_order(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY(
        "stage s { send push \"p\" { word: \"one\" } or email \"e\" { word: \"two\" } always\n exit as done }\n"));
    assert_stage(&made, "s", "TEXT \"one\"\nTEXT \"two\"\nSEND 0\nEXIT \"done\"\n");
    const struct jbc_send *send = made.program->sends;
    assert_int_equal(send->alternative_count, 2);
    assert_int_equal(send->always, 1);
    const struct jbc_alternative *second = &made.program->alternatives[send->first_alternative + 1];
    assert_true(compile_is(made.program, made.program->templates[second->template_].name, "e"));
    assert_true(compile_is(made.program, made.program->params[second->first_param].name, "word"));
    assert_int_equal(made.program->params[second->first_param].optional, 1);
    compile_free(&made);
}

/* ---- the event of an arm ---- */

static void a_field_is_kept_where_the_flow_may_have_rested(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("stage s { wait up to 1 day {\n"
                                                    "  for event \"A\" { send email \"e\" { word: event.word }\n"
                                                    "   send email \"e\" { word: event.word }\n go on }\n"
                                                    "  for event \"B\" { send task \"t\" { word: event.word }\n"
                                                    "   send email \"e\" { word: event.word }\n go on }\n"
                                                    "  otherwise { go on } }\n exit as done }\n"));
    /* The first message may be held, so the second needs a copy; what goes to the team is never held. */
    assert_stage(&made, "s",
                 "WAIT 0\n"
                 "FIELD 1 0\nSTORE " FIRST_SLOT "\nLOAD " FIRST_SLOT "\nSEND 0\nLOAD " FIRST_SLOT
                 "\nSEND 1\nGO_ON @14\n"
                 "FIELD 2 0\nSEND 2\nFIELD 2 0\nSEND 3\nGO_ON @14\n"
                 "JUMP @14\n"
                 "EXIT \"done\"\n");
    compile_free(&made);
}

/* A wait asks for its time again whenever a trait changes: by then the event is gone. */
static void a_wait_within_an_arm_reads_the_copy(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("stage s { wait up to 1 day {\n"
                                 "  for event \"Begin\" { wait until event.at { if past { go on } }\n go on }\n"
                                 "  otherwise { go on } }\n exit as done }\n"));
    assert_stage(&made, "s",
                 "WAIT 0\nFIELD 0 2\nSTORE " FIRST_SLOT "\nWAIT 1\nJUMP @5\nGO_ON @7\nJUMP @7\nEXIT \"done\"\n");
    assert_code(&made, made.program->waits[1].value, "LOAD " FIRST_SLOT "\nYIELD\n");
    compile_free(&made);
}

/* In a take-over of the whole journey the copy lives with the run, and what it keeps may be the event's id. */
static void a_take_over_of_the_journey_keeps_the_events_id(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("when event \"A\" { send email \"f\"\n"
                                                    "  send email \"e\" { word: event.id }\n exit as done }\n"
                                                    "stage s { stay }\n"));
    const struct jbc_journey *journey = compile_journey(made.program, "j");
    const struct jbc_trigger *when = &made.program->triggers[journey->first_when];
    assert_code(&made, when->body,
                "EVENT_ID\nSTORE " FIRST_SLOT "\nSEND 0\nLOAD " FIRST_SLOT "\nSEND 1\nEXIT \"done\"\n");
    assert_int_equal(journey->slot_count, 1);
    assert_int_equal(journey->first_slot, 2);
    assert_int_equal(made.program->sends[0].place, JBC_PLACE_FLOW);
    compile_free(&made);
}

static void a_side_step_reads_the_event_itself(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("stage s { when event \"A\" { send email \"e\" { word: event.word }\n"
                                 "  send email \"e\" { word: event.word } }\n stay }\n"));
    const struct jbc_stage *stage = compile_stage(made.program, "s");
    const struct jbc_trigger *when = &made.program->triggers[stage->first_when];
    assert_int_equal(when->role, JBC_ROLE_WHEN_SIDE);
    assert_int_equal(when->pc, JBC_NONE);
    assert_code(&made, when->body, "FIELD 1 0\nSEND 0\nFIELD 1 0\nSEND 1\nRETURN\n");
    assert_int_equal(made.program->sends[0].place, JBC_PLACE_STAGE);
    compile_free(&made);
}

/* ---- branches and loops ---- */

static void branches_run_on_below(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("stage s {\n"
                                                    " if user.seats is at least 2 { milestone a\n"
                                                    " } otherwise if user.seats is 1 { exit as one\n"
                                                    " } otherwise { milestone b }\n"
                                                    " exit as done }\n"));
    assert_stage(&made, "s",
                 "TRAIT 3\nNUMBER 2000000\nGE\nIF_NO @6\nMILESTONE \"a\"\nJUMP @12\n"
                 "TRAIT 3\nNUMBER 1000000\nEQ\nIF_NO @11\nEXIT \"one\"\n"
                 "MILESTONE \"b\"\n"
                 "EXIT \"done\"\n");
    compile_free(&made);
}

static void parts_of_a_split_begin_where_they_stand(void **state) {
    (void)state;
    struct compiled made = compile_journeys(
        JOURNEY("stage s { split x { 50% a { milestone a } 25.5% b { exit as b } 24.5% c { } }\n exit as done }\n"));
    assert_stage(&made, "s", "SPLIT 0\nMILESTONE \"a\"\nJUMP @4\nEXIT \"b\"\nEXIT \"done\"\n");
    const struct jbc_part *parts = made.program->parts;
    assert_int_equal(made.program->splits[0].part_count, 3);
    assert_int_equal(parts[0].below, 5000);
    assert_int_equal(parts[1].below, 7550);
    assert_int_equal(parts[2].below, 10000);
    assert_int_equal(number_in(&made, "s", parts[0].pc), 1);
    assert_int_equal(number_in(&made, "s", parts[1].pc), 3);
    assert_int_equal(number_in(&made, "s", parts[2].pc), 4);
    compile_free(&made);
}

static void a_repeat_does_its_block_and_then_counts(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("stage s { repeat up to 4 times { wait 1 day\n milestone m }\n exit as done }\n"));
    assert_stage(&made, "s", "WAIT 0\nMILESTONE \"m\"\nREPEAT " FIRST_SLOT " 3 @0\nEXIT \"done\"\n");
    compile_free(&made);
    made = compile_journeys(JOURNEY("stage s { repeat up to 1 times { wait 1 day }\n exit as done }\n"));
    assert_stage(&made, "s", "WAIT 0\nEXIT \"done\"\n");
    compile_free(&made);
}

static void stop_repeating_sets_the_count_back(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("stage s { repeat up to 3 times {\n"
                                 "  if user.seats is 1 { stop repeating }\n"
                                 "  wait up to 1 day { for event \"A\" { stop repeating } otherwise { go on } } }\n"
                                 " exit as done }\n"));
    assert_stage(&made, "s",
                 "TRAIT 3\nNUMBER 1000000\nEQ\nIF_NO @7\nNUMBER 0\nSTORE " BEHIND_SEATS "\nJUMP @13\n"
                 "WAIT 0\nNUMBER 0\nSTORE " BEHIND_SEATS "\nGO_ON @13\nJUMP @12\n"
                 "REPEAT " BEHIND_SEATS " 2 @0\nEXIT \"done\"\n");
    compile_free(&made);
}

/* `keep waiting` leaves the loop with its count as it is; the next event must begin it anew. */
static void a_loop_that_may_be_left_begins_at_nothing(void **state) {
    (void)state;
    struct compiled made =
        compile_journeys(JOURNEY("stage s { wait up to 9 days { for event \"A\" { repeat up to 3 times {\n"
                                 "    milestone m\n if user.seats is 1 { keep waiting } }\n go on }\n"
                                 "  otherwise { go on } }\n exit as done }\n"));
    assert_stage(&made, "s",
                 "WAIT 0\nNUMBER 0\nSTORE " BEHIND_SEATS "\n"
                 "MILESTONE \"m\"\nTRAIT 3\nNUMBER 1000000\nEQ\nIF_NO @9\nKEEP_WAITING 0\n"
                 "REPEAT " BEHIND_SEATS " 2 @3\nGO_ON @12\nJUMP @12\nEXIT \"done\"\n");
    compile_free(&made);
}

/* ---- whens, goals, leaves ---- */

static void a_take_over_lies_in_its_stages_function(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("when event \"C\" { exit as everywhere }\n"
                                                    "stage s { when event \"A\" { milestone m\n go to t }\n stay }\n"
                                                    "stage t { stay }\n"));
    assert_stage(&made, "s", "STAY\nMILESTONE \"m\"\nGO_TO 1\n");
    const struct jbc_trigger *take = &made.program->triggers[compile_stage(made.program, "s")->first_when];
    assert_int_equal(take->role, JBC_ROLE_WHEN_TAKE);
    assert_int_equal(take->body, JBC_NONE);
    assert_int_equal(number_in(&made, "s", take->pc), 1);
    const struct jbc_trigger *anywhere = &made.program->triggers[compile_journey(made.program, "j")->first_when];
    assert_int_equal(anywhere->role, JBC_ROLE_WHEN_TAKE);
    assert_int_equal(anywhere->pc, JBC_NONE);
    assert_int_equal(made.program->funcs[anywhere->body].kind, JBC_FUNC_FLOW);
    assert_code(&made, anywhere->body, "EXIT \"everywhere\"\n");
    compile_free(&made);
}

static void a_side_step_may_move_on_some_paths(void **state) {
    (void)state;
    struct compiled made = compile_journeys(
        JOURNEY("stage s { when event \"A\" once { if event.many is 1 { exit as one }\n milestone m }\n stay }\n"));
    const struct jbc_trigger *when = &made.program->triggers[compile_stage(made.program, "s")->first_when];
    assert_code(&made, when->body, "FIELD 1 1\nNUMBER 1000000\nEQ\nIF_NO @5\nEXIT \"one\"\nMILESTONE \"m\"\nRETURN\n");
    assert_int_equal(when->most, 1);
    assert_int_equal(made.program->slots[when->fired].storage, JBC_STORE_COUNT);
    compile_free(&made);
}

static void goals_come_before_leaves_and_their_messages_belong_to_the_user(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY("leave when event \"C\" as closed\n"
                                                    "goal event \"A\" within 14 days { send task \"t\" }\n"
                                                    "stage s { stay }\n"));
    const struct jbc_trigger *ends = &made.program->triggers[compile_journey(made.program, "j")->first_end];
    assert_int_equal(ends[0].role, JBC_ROLE_GOAL);
    assert_int_equal(ends[0].within, 14 * JBC_DAY_MS);
    assert_true(compile_is(made.program, ends[0].outcome, "goal"));
    assert_code(&made, ends[0].body, "SEND 0\nRETURN\n");
    assert_int_equal(made.program->funcs[ends[0].body].kind, JBC_FUNC_FINAL);
    assert_int_equal(made.program->sends[0].place, JBC_PLACE_USER);
    assert_int_equal(ends[1].role, JBC_ROLE_LEAVE);
    assert_true(compile_is(made.program, ends[1].outcome, "closed"));
    assert_int_equal(ends[1].body, JBC_NONE);
    compile_free(&made);
}

/* ---- other statements ---- */

static void what_is_started_gets_its_values_in_order(void **state) {
    (void)state;
    struct compiled made = compile_journeys(JOURNEY(
        "remember n: 1\n stage s { remember n: n + 1\n set user.name: \"x\"\n"
        " start journey k { b: n, a: \"y\" }\n stop journey k\n exit as done }\n") "journey k { remember a: text\n remember b: 5\n stage s { stay } }\n");
    assert_stage(&made, "s",
                 "LOAD " FIRST_SLOT "\nNUMBER 1000000\nADD\nSTORE " FIRST_SLOT "\nTEXT \"x\"\nSET 0\n"
                 "LOAD " FIRST_SLOT "\nTEXT \"y\"\nSTART 0\nSTOP 1\nEXIT \"done\"\n");
    const struct jbc_start *start = made.program->starts;
    assert_int_equal(start->journey, 1);
    assert_int_equal(start->argument_count, 2);
    const struct jbc_argument *arguments = &made.program->arguments[start->first_argument];
    assert_true(compile_is(made.program, made.program->slots[arguments[0].slot].name, "b"));
    assert_true(compile_is(made.program, made.program->slots[arguments[1].slot].name, "a"));
    assert_code(&made, compile_journey(made.program, "k")->init, "NUMBER 5000000\nSTORE 4\nRETURN\n");
    compile_free(&made);
}

static void every_statement_has_its_place_in_the_text(void **state) {
    (void)state;
    struct compiled made = compile_journeys("journey j { enter when event \"Begin\"\n enter again always\n"
                                            "stage s {\n  send email \"e\" { word: \"w\" }\n\n   wait 1 day\n"
                                            "  exit as done }\n}\n");
    uint32_t func = compile_stage(made.program, "s")->func;
    const struct jbc_func *record = &made.program->funcs[func];
    uint32_t places[4][3];
    uint32_t count = 0;
    for (uint32_t i = 0; i < made.program->span_count; i++) {
        const struct jbc_span *span = &made.program->spans[i];
        if (span->pc < record->pc || span->pc >= record->pc + record->size) continue;
        assert_true(count < 4);
        places[count][0] = compile_number(made.program, func, span->pc);
        places[count][1] = span->line - 12;
        places[count++][2] = span->column;
        assert_true(compile_is(made.program, span->file, "test.journey"));
    }
    /* The message's value, the message, the wait, the exit; the shared lines are 12. */
    const uint32_t wanted[4][3] = {{0, 4, 3}, {1, 4, 3}, {2, 6, 4}, {3, 7, 3}};
    assert_int_equal(count, 4);
    assert_memory_equal(places, wanted, sizeof wanted);
    compile_free(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_wait_goes_on_at_the_next_instruction),
        cmocka_unit_test(arms_stand_behind_their_wait_and_lead_below_it),
        cmocka_unit_test(the_wait_behind_a_message_is_found_through_jumps),
        cmocka_unit_test(a_message_of_an_arm_that_keeps_waiting_stands_beside_the_flow),
        cmocka_unit_test(past_and_unknown_may_share_a_block),
        cmocka_unit_test(a_clock_time_keeps_the_instant_first_computed),
        cmocka_unit_test(alternatives_push_their_values_in_order),
        cmocka_unit_test(a_field_is_kept_where_the_flow_may_have_rested),
        cmocka_unit_test(a_wait_within_an_arm_reads_the_copy),
        cmocka_unit_test(a_take_over_of_the_journey_keeps_the_events_id),
        cmocka_unit_test(a_side_step_reads_the_event_itself),
        cmocka_unit_test(branches_run_on_below),
        cmocka_unit_test(parts_of_a_split_begin_where_they_stand),
        cmocka_unit_test(a_repeat_does_its_block_and_then_counts),
        cmocka_unit_test(stop_repeating_sets_the_count_back),
        cmocka_unit_test(a_loop_that_may_be_left_begins_at_nothing),
        cmocka_unit_test(a_take_over_lies_in_its_stages_function),
        cmocka_unit_test(a_side_step_may_move_on_some_paths),
        cmocka_unit_test(goals_come_before_leaves_and_their_messages_belong_to_the_user),
        cmocka_unit_test(what_is_started_gets_its_values_in_order),
        cmocka_unit_test(every_statement_has_its_place_in_the_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
