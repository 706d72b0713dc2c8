/*
 * node - makes the nodes of the syntax tree; the grammar's actions are calls of these.
 *
 * Promises: never NULL, everything from the parse's arena. What is wrong with the form of a node (a bound that is missing,
 * `and` mixed with `or`, a name that has no place before a dot) is reported here, and the node is made all the same, or is
 * poison. Internal to the parser.
 */
#ifndef JDL_NODE_H
#define JDL_NODE_H

#include "ast.h"
#include "parsing.h"

/* Appends a node to a list. */
#define AST_ADD(list, node)                                                                                            \
    do {                                                                                                               \
        void *added_ = (node);                                                                                         \
        if ((list)->last == NULL)                                                                                      \
            (list)->first = added_;                                                                                    \
        else                                                                                                           \
            (list)->last->next = added_;                                                                               \
        (list)->last = added_;                                                                                         \
        (list)->count++;                                                                                               \
    } while (0)

/* `event "X" where C`. */
struct evref {
    struct name event;  /* quoted */
    struct expr *where; /* or NULL */
};

/* The lines of a block; `when` has a place in a stage only. */
struct lines {
    struct stmt_list stmts; /* in order */
    struct when_list whens; /* in order */
};

/* ---- names and small things ---- */

/* node_value_name: a name that values will use, so no word that begins something else. */

struct name node_name(struct parse *p, struct span span);
struct name node_no_name(struct span span);
struct name node_two_words(struct parse *p, struct span span, struct name first, const char *second);
struct name_item *node_name_item(struct parse *p, struct name name);
void node_whole(struct parse *p, int64_t number, struct span span, int64_t least, int64_t *whole);
struct name node_value_name(struct parse *p, struct name name);
uint32_t node_share(struct parse *p, uint32_t share, struct span span);
uint8_t node_day_range(uint8_t first, uint8_t last);

/* ---- declarations ---- */

void node_file(struct parse *p, struct decl_list decls);
struct decl *node_decl(struct parse *p, enum decl_kind kind, struct span span);
struct decl *node_named_decl(struct parse *p, enum decl_kind kind, struct span span, struct span head_end,
                             struct name name);
struct project_item *node_project_item(struct parse *p, enum project_item_kind kind, struct span span);
struct typed *node_typed(struct parse *p, struct span span, struct name outside, struct name name, struct type *type);
/* Fields of no known type for the names that a broken part declares, so that their uses are no mistakes. */
void node_broken_typed(struct parse *p, struct typed_list *list, struct span broken);
struct type *node_type(struct parse *p, enum type_kind kind, struct span span);
struct type *node_list_type(struct parse *p, struct span span, struct type *element);
struct type *node_optional(struct type *type, struct span span);
struct channel_item *node_channel_item(struct parse *p, enum channel_item_kind kind, struct span span);
struct channel_item *node_hours(struct parse *p, enum channel_item_kind kind, struct span span, uint8_t days,
                                int64_t from_ms, int64_t to_ms);
struct channel_item *node_channel_to(struct parse *p, struct span span, struct name who);
struct limit *node_window(struct parse *p, enum limit_window per, const struct duration *window);
struct limit *node_bad_window(struct parse *p, struct span span);
struct limit *node_over(struct parse *p, const struct duration *held);
struct limit *node_limit(struct parse *p, struct span span, int64_t count, struct span count_span, struct name what,
                         const struct limit *window, const struct limit *over);

/* ---- journeys ---- */

struct journey_item *node_journey_item(struct parse *p, enum journey_item_kind kind, struct span span);
struct journey_item *node_named_item(struct parse *p, enum journey_item_kind kind, struct span span, struct name name);
struct journey_item *node_trigger_item(struct parse *p, enum journey_item_kind kind, struct span span,
                                       struct span head_end, struct trigger *trigger);
struct journey_item *node_again(struct parse *p, struct span span, enum again_kind again, const struct duration *after);
struct journey_item *node_goal(struct parse *p, struct span span, struct span head_end, struct trigger *trigger,
                               const struct duration *within);
struct journey_item *node_remember_value(struct parse *p, struct span span, struct name name, struct expr *value);
struct journey_item *node_remember_optional(struct parse *p, struct span span, struct name name, struct expr *value,
                                            struct span optional);
struct journey_item *node_remember_type(struct parse *p, struct span span, struct name name, struct type *type);
struct journey_item *node_stage(struct parse *p, struct span span, struct span head_end, struct span body,
                                struct name name, struct name title, const struct lines *lines);
struct when *node_when(struct parse *p, struct span span, struct span head_end, struct trigger *trigger, int64_t bound,
                       struct block body);
struct when *node_when_off(struct when *when, struct span span);
struct promise *node_promise(struct parse *p, enum promise_kind kind, struct span span);

/* ---- triggers ---- */

struct trigger *node_trigger(struct parse *p, enum trigger_kind kind, struct span span);
struct trigger *node_event_trigger(struct parse *p, enum trigger_kind kind, struct span span, struct evref ref);
struct trigger *node_becomes(struct parse *p, struct span span, struct expr *path, struct expr *value);
struct trigger *node_changes(struct parse *p, struct span span, struct expr *path);
struct trigger *node_becomes_true(struct parse *p, struct span span, struct expr *condition);
struct trigger *node_moment_trigger(struct parse *p, struct span span, struct moment *moment);
struct moment *node_moment(struct parse *p, struct span span, struct expr *value, enum moment_side side,
                           const struct duration *offset);
struct moment *node_clock_moment(struct parse *p, struct span span, uint8_t days, int64_t clock_ms);

/* ---- statements ---- */

struct lines *node_lines(struct parse *p);
struct lines *node_add_stmt(struct lines *lines, struct stmt *stmt);
struct lines *node_add_when(struct parse *p, struct lines *lines, struct when *when);
struct block node_block(struct parse *p, struct span span, const struct lines *lines);
struct block node_no_block(struct span span);
struct stmt *node_stmt(struct parse *p, enum stmt_kind kind, struct span span);
struct stmt *node_named_stmt(struct parse *p, enum stmt_kind kind, struct span span, struct name name);
struct stmt *node_send(struct parse *p, struct span span, struct send_option_list options, bool always);
struct send_option *node_send_option(struct parse *p, struct span span, struct message_ref message,
                                     const struct field_list *fields);
struct stmt *node_wait_value(struct parse *p, struct span span, struct expr *value, const struct duration *bound);
struct stmt *node_wait_until(struct parse *p, struct span span, struct span head_end, const struct moment *moment,
                             const struct arm_list *arms);
struct stmt *node_wait_up_to(struct parse *p, struct span span, struct span head_end, const struct duration *duration,
                             const struct arm_list *arms);
struct stmt *node_if(struct parse *p, struct span span, struct span head_end, struct expr *condition,
                     struct block body);
struct stmt *node_otherwise_if(struct parse *p, struct stmt *stmt, struct span span, struct expr *condition,
                               struct block body);
struct stmt *node_otherwise(struct stmt *stmt, struct span span, struct block body);
struct stmt *node_split(struct parse *p, struct span span, struct span head_end, struct name name,
                        struct split_arm_list arms);
struct split_arm *node_split_arm(struct parse *p, struct span span, uint32_t share, struct span share_span,
                                 struct name name, struct block body);
struct stmt *node_repeat(struct parse *p, struct span span, struct span head_end, int64_t times, struct span times_span,
                         struct block body);
struct stmt *node_set(struct parse *p, struct span span, struct expr *path, struct expr *value);
struct arm *node_arm(struct parse *p, enum arm_kind kind, struct span span, struct span head_end, struct block body);
struct field *node_field(struct parse *p, struct span span, struct name name, struct expr *value);
struct field *node_broken_field(struct parse *p, struct span span);

/* ---- expressions (node_expr.c) ---- */

struct expr *node_expr(struct parse *p, enum expr_kind kind, struct span span);
struct expr *node_number(struct parse *p, struct span span, int64_t number);
struct expr *node_duration(struct parse *p, struct span span, const struct duration *duration);
struct expr *node_clock(struct parse *p, struct span span, int64_t clock_ms);
struct expr *node_day(struct parse *p, struct span span, uint8_t day);
struct expr *node_date(struct parse *p, enum expr_kind kind, struct span span, const struct date *date);
struct expr *node_truth(struct parse *p, struct span span, bool truth);
struct expr *node_path(struct parse *p, struct span span, enum path_root root, struct name name);
/* Whether a word is what other tools put between a thing and its fields: `user.traits.plan`. */
bool node_is_part(const char *word);

struct expr *node_unknown_root(struct parse *p, struct span span, struct name root, struct name name);
struct expr *node_unary(struct parse *p, enum expr_kind kind, struct span span, struct expr *operand);
struct expr *node_binary(struct parse *p, enum expr_kind kind, struct span span, struct expr *left, struct expr *right);
struct expr *node_logic(struct parse *p, enum expr_kind kind, struct span span, struct expr *left, struct expr *right);
struct expr *node_choice(struct parse *p, struct span span, struct expr *yes, struct expr *condition, struct expr *no);
struct expr *node_is(struct parse *p, struct span span, struct span op_span, enum compare_op op, struct expr *left,
                     struct expr *right);
struct expr *node_compare(struct parse *p, struct span span, struct span op_span, enum compare_op op, struct expr *left,
                          struct expr *right, struct expr *upper);
struct expr *node_not_compare(struct parse *p, struct span span, struct span op_span, enum compare_op op,
                              struct expr *left, struct expr *right, struct expr *upper);
struct expr *node_history(struct parse *p, enum expr_kind kind, struct span span, struct evref ref,
                          const struct history *window);
struct history *node_history_window(struct parse *p, enum history_window window, const struct duration *last);
struct expr *node_report(struct parse *p, struct span span, struct message_ref message, struct name report);
struct expr *node_list(struct parse *p, struct span span, struct expr_list items);
struct expr *node_bare_list(struct parse *p, struct span span, struct expr_list items);
struct expr *node_paren(struct expr *inner);

/* A finished condition or value: looks for `and` mixed with `or`. Returns it. */
struct expr *node_condition(struct parse *p, struct expr *condition);

/* ---- tests (node_test.c) ---- */

struct test_item *node_test_item(struct parse *p, enum test_item_kind kind, struct span span);
struct test_item *node_fields_item(struct parse *p, enum test_item_kind kind, struct span span,
                                   const struct field_list *fields);
struct test_item *node_event_item(struct parse *p, enum test_item_kind kind, struct span span, struct name event,
                                  const struct field_list *fields, const struct duration *duration);
struct test_item *node_expectation(struct parse *p, enum expect_kind kind, struct name name);
struct test_item *node_expect_message(struct parse *p, enum expect_kind kind, struct message_ref message);
struct test_item *node_expect_set(struct parse *p, struct expr *path, struct expr *value);
struct test_item *node_expect(struct parse *p, struct span span, struct test_item *item, struct field_list with,
                              struct name reason, struct name journey, struct expr *at);

#endif
