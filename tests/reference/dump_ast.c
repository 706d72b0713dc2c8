/*
 * dump_ast - prints the syntax tree of the scripts that it is given as one JSON document, for the reference evaluator.
 *
 * It looks at the parser's tree only: no name is bound and nothing is checked, so that the evaluator shares nothing else
 * with the compiler. Usage: dump_ast FILE...; exits with 1 when a text does not parse, with 2 when a file can't be read.
 *
 * Shape: {"files": [{"name": "a.journey", "decls": [...]}]}. A member that was not written is null or left out, what is
 * switched off is left out. Numbers are in millionths, durations and clock times in milliseconds, days are bits (1 is
 * Monday), shares are hundredths of a percent.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "ast.h"
#include "diag.h"
#include "parse.h"
#include "source.h"

static json_t *expr_json(const struct expr *expr);
static json_t *block_json(const struct block *block);

static void put(json_t *object, const char *key, json_t *value) { json_object_set_new(object, key, value); }

static void add(json_t *array, json_t *value) { json_array_append_new(array, value); }

static json_t *name_json(struct name name) { return name.text != NULL ? json_stringn(name.text, name.length) : json_null(); }

static json_t *names_json(const struct name_item_list *list) {
    json_t *array = json_array();
    for (const struct name_item *item = list->first; item != NULL; item = item->next) add(array, name_json(item->name));
    return array;
}

static json_t *kind_json(const char *kind) { return json_pack("{s:s}", "kind", kind); }

static json_t *moment_json(const struct moment *moment) {
    json_t *object = kind_json(moment->kind == MOMENT_CLOCK ? "clock" : "value");
    if (moment->kind == MOMENT_CLOCK) {
        put(object, "days", json_integer(moment->days));
        put(object, "clock", json_integer(moment->clock_ms));
    } else {
        int64_t sign = moment->side == SIDE_AT ? 0 : moment->side == SIDE_BEFORE ? -1 : 1;
        put(object, "value", expr_json(moment->value));
        put(object, "offset", json_integer(sign * moment->offset.ms));
    }
    return object;
}

/* ---- expressions ---------------------------------------------------------------------------------------------------- */

static json_t *items_json(const struct expr_list *list) {
    json_t *array = json_array();
    for (const struct expr *item = list->first; item != NULL; item = item->next) add(array, expr_json(item));
    return array;
}

static const char *filter_name(enum filter_kind kind) {
    switch (kind) {
    case FILTER_ERROR: return "error";
    case FILTER_DEFAULT: return "default";
    case FILTER_CAPITALIZE: return "capitalize";
    case FILTER_UPCASE: return "upcase";
    case FILTER_DOWNCASE: return "downcase";
    case FILTER_ROUND: return "round";
    case FILTER_DATE: return "date";
    }
    return "error";
}

static json_t *parts_json(const struct text_part_list *list) {
    json_t *array = json_array();
    for (const struct text_part *part = list->first; part != NULL; part = part->next) {
        if (part->kind == PART_PLAIN) {
            add(array, json_stringn(part->plain, part->plain_length));
            continue;
        }
        json_t *filters = json_array();
        for (const struct filter *filter = part->filters.first; filter != NULL; filter = filter->next)
            add(filters, json_pack("{s:s, s:o}", "name", filter_name(filter->kind), "argument", expr_json(filter->argument)));
        add(array, json_pack("{s:o, s:o}", "value", expr_json(part->value), "filters", filters));
    }
    return array;
}

static const char *root_name(enum path_root root) {
    switch (root) {
    case ROOT_NAME: return "name";
    case ROOT_USER: return "user";
    case ROOT_ACCOUNT: return "account";
    case ROOT_EVENT: return "event";
    case ROOT_ENTRY: return "entry";
    }
    return "name";
}

static void put_history(json_t *object, const struct history *history) {
    put(object, "event", name_json(history->event));
    put(object, "where", expr_json(history->where));
    put(object, "last", history->window == WINDOW_LAST ? json_integer(history->last.ms) : json_null());
    put(object, "since_entry", json_boolean(history->window == WINDOW_SINCE_ENTRY));
    put(object, "never", json_boolean(history->never));
}

static void put_leaf(json_t *object, const struct expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER: put(object, "number", json_integer(expr->number)); break;
    case EXPR_TRUTH: put(object, "truth", json_boolean(expr->truth)); break;
    case EXPR_TEXT: put(object, "parts", parts_json(&expr->text.parts)); break;
    case EXPR_DURATION: put(object, "ms", json_integer(expr->duration.ms)); break;
    case EXPR_CLOCK: put(object, "ms", json_integer(expr->clock_ms)); break;
    case EXPR_DAY: put(object, "day", json_integer(expr->day)); break;
    case EXPR_DATE:
    case EXPR_INSTANT:
        put(object, "date", json_pack("[i, i, i, I]", expr->date.year, expr->date.month, expr->date.day,
                                      (json_int_t)expr->date.clock_ms));
        break;
    case EXPR_PATH:
        put(object, "root", json_string(root_name(expr->path.root)));
        put(object, "name", name_json(expr->path.name));
        break;
    case EXPR_REPORT:
        put(object, "channel", name_json(expr->report.message.channel));
        put(object, "template", name_json(expr->report.message.template));
        put(object, "report", name_json(expr->report.report));
        break;
    case EXPR_IN_JOURNEY: put(object, "journey", name_json(expr->journey)); break;
    case EXPR_COUNT:
    case EXPR_HAPPENED:
    case EXPR_TIME_SINCE: put_history(object, &expr->history); break;
    case EXPR_ERROR:
    case EXPR_UNKNOWN:
    case EXPR_LIST:
    case EXPR_NOW:
    case EXPR_TIME_OF_DAY:
    case EXPR_DAY_OF_WEEK:
    case EXPR_NEGATE:
    case EXPR_ADD:
    case EXPR_SUBTRACT:
    case EXPR_MULTIPLY:
    case EXPR_DIVIDE:
    case EXPR_COMPARE:
    case EXPR_NOT:
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_IF: break;
    }
}

static json_t *expr_json(const struct expr *expr) {
    if (expr == NULL) return json_null();
    json_t *object = kind_json(expr_kind_name(expr->kind));
    put_leaf(object, expr);
    if (expr->left != NULL) put(object, "left", expr_json(expr->left));
    if (expr->right != NULL) put(object, "right", expr_json(expr->right));
    if (expr->kind == EXPR_LIST || expr->kind == EXPR_AND || expr->kind == EXPR_OR)
        put(object, "items", items_json(&expr->items));
    if (expr->kind == EXPR_IF) put(object, "condition", expr_json(expr->condition));
    if (expr->kind == EXPR_COMPARE) {
        put(object, "op", json_string(compare_op_name(expr->compare.op)));
        if (expr->compare.upper != NULL) put(object, "upper", expr_json(expr->compare.upper));
    }
    return object;
}

static json_t *fields_json(const struct field_list *list) {
    json_t *array = json_array();
    for (const struct field *field = list->first; field != NULL; field = field->next)
        add(array, json_pack("[o, o]", name_json(field->name), expr_json(field->value)));
    return array;
}

/* ---- triggers and statements ---------------------------------------------------------------------------------------- */

static json_t *trigger_json(const struct trigger *trigger) {
    if (trigger == NULL) return json_null();
    json_t *object = kind_json(trigger_kind_name(trigger->kind));
    put(object, "event", name_json(trigger->event));
    put(object, "where", expr_json(trigger->where));
    put(object, "channel", name_json(trigger->message.channel));
    put(object, "template", name_json(trigger->message.template));
    put(object, "report", name_json(trigger->report));
    put(object, "path", expr_json(trigger->path));
    put(object, "value", expr_json(trigger->value));
    put(object, "condition", expr_json(trigger->condition));
    put(object, "ms", json_integer(trigger->duration.ms));
    put(object, "journey", name_json(trigger->journey));
    put(object, "outcome", name_json(trigger->outcome));
    if (trigger->kind == TRIGGER_MOMENT) put(object, "moment", moment_json(&trigger->moment));
    put(object, "days", json_integer(trigger->days));
    put(object, "clock", json_integer(trigger->clock_ms));
    return object;
}

static const char *arm_name(enum arm_kind kind) {
    switch (kind) {
    case ARM_ERROR: return "error";
    case ARM_FOR: return "for";
    case ARM_PAST: return "past";
    case ARM_UNKNOWN: return "unknown";
    case ARM_PAST_OR_UNKNOWN: return "past_or_unknown";
    case ARM_OTHERWISE: return "otherwise";
    }
    return "error";
}

static const char *wait_name(enum wait_kind kind) {
    switch (kind) {
    case WAIT_DURATION: return "duration";
    case WAIT_VALUE: return "value";
    case WAIT_UNTIL: return "until";
    case WAIT_UP_TO: return "up_to";
    }
    return "duration";
}

static void put_wait(json_t *object, const struct stmt *stmt) {
    json_t *arms = json_array();
    for (const struct arm *arm = stmt->wait.arms.first; arm != NULL; arm = arm->next)
        if (!arm->off)
            add(arms, json_pack("{s:s, s:o, s:o}", "kind", arm_name(arm->kind), "trigger", trigger_json(arm->trigger), "body",
                                block_json(&arm->body)));
    put(object, "form", json_string(wait_name(stmt->wait.kind)));
    put(object, "ms", json_integer(stmt->wait.duration.ms));
    put(object, "value", expr_json(stmt->wait.value));
    if (stmt->wait.kind == WAIT_UNTIL) put(object, "moment", moment_json(&stmt->wait.moment));
    put(object, "arms", arms);
}

static void put_send(json_t *object, const struct stmt *stmt) {
    json_t *options = json_array();
    for (const struct send_option *option = stmt->send.options.first; option != NULL; option = option->next)
        add(options, json_pack("{s:o, s:o, s:o}", "channel", name_json(option->message.channel), "template",
                               name_json(option->message.template), "fields", fields_json(&option->fields)));
    put(object, "options", options);
    put(object, "always", json_boolean(stmt->send.always));
}

static void put_choice(json_t *object, const struct stmt *stmt) {
    json_t *branches = json_array();
    for (const struct branch *branch = stmt->if_.branches.first; branch != NULL; branch = branch->next)
        add(branches, json_pack("[o, o]", expr_json(branch->condition), block_json(&branch->body)));
    put(object, "branches", branches);
    put(object, "otherwise", stmt->if_.has_otherwise ? block_json(&stmt->if_.otherwise) : json_null());
}

static void put_split(json_t *object, const struct stmt *stmt) {
    json_t *arms = json_array();
    for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next)
        add(arms, json_pack("{s:i, s:o, s:o}", "share", (int)arm->share, "name", name_json(arm->name), "body",
                            block_json(&arm->body)));
    put(object, "arms", arms);
}

static json_t *stmt_json(const struct stmt *stmt) {
    json_t *object = kind_json(stmt_kind_name(stmt->kind));
    put(object, "name", name_json(stmt->name));
    put(object, "path", expr_json(stmt->path));
    if (stmt->value != NULL) put(object, "value", expr_json(stmt->value));
    if (stmt->kind == STMT_START_JOURNEY) put(object, "fields", fields_json(&stmt->fields));
    if (stmt->kind == STMT_SEND) put_send(object, stmt);
    if (stmt->kind == STMT_WAIT) put_wait(object, stmt);
    if (stmt->kind == STMT_IF) put_choice(object, stmt);
    if (stmt->kind == STMT_SPLIT) put_split(object, stmt);
    if (stmt->kind == STMT_REPEAT) {
        put(object, "times", json_integer(stmt->repeat.times));
        put(object, "body", block_json(&stmt->repeat.body));
    }
    return object;
}

static json_t *block_json(const struct block *block) {
    json_t *array = json_array();
    for (const struct stmt *stmt = block->stmts.first; stmt != NULL; stmt = stmt->next)
        if (!stmt->off) add(array, stmt_json(stmt));
    return array;
}

static json_t *when_json(const struct when *when) {
    json_t *object = json_object();
    put(object, "trigger", trigger_json(when->trigger));
    put(object, "times", when->bound == BOUND_NONE ? json_null() : json_integer(when->times));
    put(object, "body", block_json(&when->body));
    return object;
}

/* ---- declarations --------------------------------------------------------------------------------------------------- */

static json_t *type_json(const struct type *type) {
    if (type == NULL) return json_null();
    json_t *object = kind_json(type_kind_name(type->kind));
    put(object, "optional", json_boolean(type->optional));
    put(object, "choices", names_json(&type->choices));
    put(object, "element", type_json(type->element));
    return object;
}

static json_t *typed_json(const struct typed_list *list) {
    json_t *array = json_array();
    for (const struct typed *typed = list->first; typed != NULL; typed = typed->next)
        add(array, json_pack("{s:o, s:o, s:o}", "name", name_json(typed->name), "outside", name_json(typed->outside), "type",
                             type_json(typed->type)));
    return array;
}

static json_t *limit_json(const struct limit *limit) {
    json_t *object = json_object();
    put(object, "count", json_integer(limit->count));
    put(object, "what", name_json(limit->what));
    put(object, "per", json_string(limit->per == LIMIT_CALENDAR_DAY    ? "day"
                                   : limit->per == LIMIT_CALENDAR_WEEK ? "week"
                                                                       : "sliding"));
    put(object, "window", json_integer(limit->window.ms));
    put(object, "hold", limit->hold ? json_integer(limit->held.ms) : json_null());
    return object;
}

static json_t *limits_json(const struct limit_list *list) {
    json_t *array = json_array();
    for (const struct limit *limit = list->first; limit != NULL; limit = limit->next)
        if (!limit->off) add(array, limit_json(limit));
    return array;
}

static void put_stage(json_t *object, const struct stage *stage) {
    json_t *whens = json_array();
    for (const struct when *when = stage->whens.first; when != NULL; when = when->next)
        if (!when->off) add(whens, when_json(when));
    put(object, "name", name_json(stage->name));
    put(object, "whens", whens);
    put(object, "body", block_json(&stage->body));
}

static const char *item_name(enum journey_item_kind kind) {
    static const char *const names[] = {
        [ITEM_ERROR] = "error",       [ITEM_METADATA] = "metadata", [ITEM_ENTER] = "enter",     [ITEM_ENTER_AGAIN] = "again",
        [ITEM_ONE_PER] = "one_per",   [ITEM_KEEP_OUT] = "keep_out", [ITEM_PRIORITY] = "priority", [ITEM_GROUP] = "group",
        [ITEM_GOAL] = "goal",         [ITEM_LEAVE] = "leave",       [ITEM_LIMITS] = "limits",   [ITEM_REMEMBER] = "remember",
        [ITEM_WHEN] = "when",         [ITEM_PROMISE] = "promise",   [ITEM_RENAMED] = "renamed", [ITEM_STAGE] = "stage",
    };
    return names[kind];
}

static json_t *item_json(const struct journey_item *item) {
    json_t *object = kind_json(item_name(item->kind));
    put(object, "name", name_json(item->name));
    put(object, "trigger", trigger_json(item->trigger));
    put(object, "condition", expr_json(item->condition));
    put(object, "ms", json_integer(item->duration.ms));
    put(object, "share", json_integer(item->share));
    put(object, "priority", json_integer(item->priority));
    put(object, "value", expr_json(item->value));
    put(object, "type", type_json(item->type));
    if (item->kind == ITEM_ENTER_AGAIN)
        put(object, "again", json_string(item->again == AGAIN_NEVER ? "never" : item->again == AGAIN_ALWAYS ? "always" : "after"));
    if (item->kind == ITEM_GOAL || item->kind == ITEM_LEAVE) put(object, "body", block_json(&item->body));
    if (item->kind == ITEM_LIMITS) put(object, "limits", limits_json(&item->limits));
    if (item->kind == ITEM_WHEN) put(object, "when", when_json(item->when));
    if (item->kind == ITEM_STAGE) put_stage(object, item->stage);
    return object;
}

static json_t *project_json(const struct project_item *item) {
    static const char *const names[] = {[PROJECT_ERROR] = "error", [PROJECT_TIMEZONE] = "timezone", [PROJECT_WINDOW] = "window",
                                        [PROJECT_KEEP_OUT] = "keep_out"};
    json_t *object = kind_json(names[item->kind]);
    put(object, "value", expr_json(item->value));
    put(object, "ms", json_integer(item->duration.ms));
    put(object, "share", json_integer(item->share));
    return object;
}

static json_t *channel_json(const struct channel_item *item) {
    static const char *const names[] = {[CHANNEL_ERROR] = "error",       [CHANNEL_ONLY_IF] = "only_if", [CHANNEL_QUIET] = "quiet",
                                        [CHANNEL_DELIVER] = "deliver",   [CHANNEL_LIMIT] = "limit",     [CHANNEL_TO] = "to",
                                        [CHANNEL_TEMPLATE] = "template", [CHANNEL_REPORTS] = "reports"};
    json_t *object = kind_json(names[item->kind]);
    put(object, "condition", expr_json(item->condition));
    put(object, "days", json_integer(item->days));
    put(object, "from", json_integer(item->from_ms));
    put(object, "to", json_integer(item->to_ms));
    if (item->limit != NULL) put(object, "limit", limit_json(item->limit));
    put(object, "to_team", json_boolean(item->to_team));
    put(object, "name", name_json(item->name));
    put(object, "fields", typed_json(&item->fields));
    return object;
}

static const char *test_name(enum test_item_kind kind) {
    static const char *const names[] = {
        [TEST_ERROR] = "error",             [TEST_ONLY_JOURNEY] = "only",         [TEST_GIVEN_USER] = "given_user",
        [TEST_GIVEN_ACCOUNT] = "given_account", [TEST_GIVEN_EVENT] = "given_event", [TEST_GIVEN_SPLIT] = "given_split",
        [TEST_GIVEN_KEPT_OUT] = "given_kept_out", [TEST_START_AT] = "start_at",   [TEST_EVENT] = "event",
        [TEST_USER] = "user",               [TEST_ACCOUNT] = "account",           [TEST_REPORT] = "report",
        [TEST_AFTER] = "after",             [TEST_AT] = "at",                     [TEST_EXPECT] = "expect",
    };
    return names[kind];
}

static json_t *expect_json(const struct expect *expect) {
    static const char *const names[] = {
        [EXPECT_NOTHING] = "nothing", [EXPECT_SEND] = "send",   [EXPECT_SKIPPED] = "skipped",
        [EXPECT_MILESTONE] = "milestone", [EXPECT_SET] = "set", [EXPECT_START] = "start",
        [EXPECT_STAGE] = "stage",     [EXPECT_EXIT] = "exit",   [EXPECT_REFUSED] = "refused",
    };
    json_t *object = kind_json(names[expect->kind]);
    put(object, "channel", name_json(expect->message.channel));
    put(object, "template", name_json(expect->message.template));
    put(object, "name", name_json(expect->name));
    put(object, "path", expr_json(expect->path));
    put(object, "value", expr_json(expect->value));
    put(object, "fields", fields_json(&expect->fields));
    put(object, "reason", name_json(expect->reason));
    put(object, "journey", name_json(expect->journey));
    put(object, "at", expr_json(expect->at));
    return object;
}

static json_t *test_json(const struct test_item *item, const struct source *source) {
    json_t *object = kind_json(test_name(item->kind));
    put(object, "line", json_integer((json_int_t)source_place(source, item->span.begin).line));
    put(object, "names", names_json(&item->names));
    put(object, "event", name_json(item->event));
    put(object, "fields", fields_json(&item->fields));
    put(object, "ms", json_integer(item->duration.ms));
    put(object, "name", name_json(item->name));
    put(object, "arm", name_json(item->arm));
    put(object, "of_project", json_boolean(item->of_project));
    put(object, "time", expr_json(item->time));
    put(object, "channel", name_json(item->message.channel));
    put(object, "template", name_json(item->message.template));
    put(object, "report", name_json(item->report));
    if (item->kind == TEST_EXPECT) put(object, "expect", expect_json(&item->expect));
    return object;
}

static void put_members(json_t *object, const struct decl *decl, const struct source *source) {
    json_t *items = json_array();
    for (const struct project_item *item = decl->project.first; item != NULL; item = item->next)
        if (!item->off) add(items, project_json(item));
    for (const struct channel_item *item = decl->channel.first; item != NULL; item = item->next)
        if (!item->off) add(items, channel_json(item));
    for (const struct journey_item *item = decl->journey.first; item != NULL; item = item->next)
        if (!item->off) add(items, item_json(item));
    for (const struct test_item *item = decl->test.first; item != NULL; item = item->next)
        if (!item->off) add(items, test_json(item, source));
    put(object, "items", items);
}

static json_t *decl_json(const struct decl *decl, const struct source *source) {
    static const char *const names[] = {
        [DECL_ERROR] = "error",   [DECL_LANGUAGE] = "language", [DECL_PROJECT] = "project", [DECL_EVENT] = "event",
        [DECL_USER] = "user",     [DECL_ACCOUNT] = "account",   [DECL_CHANNEL] = "channel", [DECL_LIMITS] = "limits",
        [DECL_CONDITION] = "condition", [DECL_JOURNEY] = "journey", [DECL_TEST] = "test",
    };
    json_t *object = kind_json(names[decl->kind]);
    put(object, "name", name_json(decl->name));
    put(object, "condition", expr_json(decl->condition));
    put(object, "fields", typed_json(&decl->fields));
    put(object, "limits", limits_json(&decl->limits));
    put_members(object, decl, source);
    return object;
}

static json_t *file_json(const struct ast_file *file) {
    json_t *decls = json_array();
    for (const struct decl *decl = file->decls.first; decl != NULL; decl = decl->next)
        if (!decl->off) add(decls, decl_json(decl, file->source));
    return json_pack("{s:s, s:o}", "name", file->source->name, "decls", decls);
}

/* ---- the program ---------------------------------------------------------------------------------------------------- */

/* The bytes of a file, ended by a NUL; NULL if it can't be read. */
static char *read_file(const char *path, size_t *length) {
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) return NULL;
    size_t room = 1 << 16, used = 0;
    char *bytes = malloc(room + 1);
    while (bytes != NULL) {
        used += fread(bytes + used, 1, room - used, stream);
        if (used < room) break;
        char *more = realloc(bytes, (room *= 2) + 1);
        if (more == NULL) free(bytes);
        bytes = more;
    }
    fclose(stream);
    if (bytes != NULL) bytes[used] = '\0';
    *length = used;
    return bytes;
}

int main(int argc, char **argv) {
    struct arena *arena = arena_new(NULL);
    if (arena == NULL || setjmp(*arena_trap(arena)) != 0) return 2;
    struct sources *sources = sources_new(arena);
    struct diags *diags = diags_new(arena);
    struct ast *ast = ARENA_NEW(arena, struct ast);
    for (int i = 1; i < argc; i++) {
        size_t length;
        char *bytes = read_file(argv[i], &length);
        if (bytes == NULL) {
            fprintf(stderr, "dump_ast: can't read %s\n", argv[i]);
            arena_free(arena);
            return 2;
        }
        parse_source(arena, sources_add(sources, argv[i], bytes, length), diags, ast);
        free(bytes);
    }
    for (const struct diag *diag = diags->first; diag != NULL; diag = diag->next) {
        const struct source *source = sources_of(sources, diag->span);
        struct place place = source_place(source, diag->span.begin);
        fprintf(stderr, "%s:%u:%u: %s\n", source->name, place.line, place.column, diag->message);
    }
    json_t *files = json_array();
    for (const struct ast_file *file = ast->files.first; file != NULL; file = file->next) add(files, file_json(file));
    json_t *whole = json_pack("{s:o}", "files", files);
    json_dumpf(whole, stdout, JSON_COMPACT);
    json_decref(whole);
    int code = diags->errors > 0 ? 1 : 0;
    arena_free(arena);
    return code;
}
