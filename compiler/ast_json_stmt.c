/* Statements and tests as JSON: see ast_json_value.h. */
#include "ast_json_value.h"

static void put(json_t *object, const char *key, json_t *value) {
    ast_json_put(object, key, value);
}

/* ---- statements ---- */

static void put_send(json_t *node, const struct stmt *stmt) {
    json_t *options = json_array();
    for (const struct send_option *option = stmt->send.options.first; option != NULL; option = option->next) {
        json_t *one = ast_json_node("option", option->span);
        put(one, "channel", ast_json_name(option->message.channel));
        put(one, "template", ast_json_name(option->message.template));
        put(one, "fields", ast_json_fields(&option->fields));
        json_array_append_new(options, one);
    }
    put(node, "options", options);
    put(node, "always", json_boolean(stmt->send.always));
}

static json_t *arms(const struct stmt *stmt) {
    static const char *const kinds[] = {"error", "for", "past", "unknown", "past_or_unknown", "otherwise"};
    if (!stmt->wait.has_arms) return json_null();
    json_t *array = json_array();
    for (const struct arm *arm = stmt->wait.arms.first; arm != NULL; arm = arm->next) {
        json_t *node = ast_json_node(kinds[arm->kind], arm->span);
        put(node, "off", json_boolean(arm->off));
        put(node, "trigger", ast_json_trigger(arm->trigger));
        put(node, "body", ast_json_block(&arm->body));
        json_array_append_new(array, node);
    }
    return array;
}

static void put_wait(json_t *node, const struct stmt *stmt) {
    static const char *const forms[] = {"duration", "value", "until", "up_to"};
    put(node, "form", json_string(forms[stmt->wait.kind]));
    switch (stmt->wait.kind) {
    case WAIT_DURATION: put(node, "ms", json_integer(stmt->wait.duration.ms)); break;
    case WAIT_VALUE:
        put(node, "value", ast_json_expr(stmt->wait.value));
        put(node, "max_ms", json_integer(stmt->wait.duration.ms));
        break;
    case WAIT_UNTIL:
        put(node, "moment", ast_json_moment(&stmt->wait.moment));
        put(node, "arms", arms(stmt));
        break;
    case WAIT_UP_TO:
        put(node, "ms", json_integer(stmt->wait.duration.ms));
        put(node, "arms", arms(stmt));
        break;
    }
}

static void put_if(json_t *node, const struct stmt *stmt) {
    json_t *branches = json_array();
    for (const struct branch *branch = stmt->if_.branches.first; branch != NULL; branch = branch->next) {
        json_t *one = json_object();
        put(one, "condition", ast_json_expr(branch->condition));
        put(one, "body", ast_json_block(&branch->body));
        json_array_append_new(branches, one);
    }
    put(node, "branches", branches);
    put(node, "otherwise", stmt->if_.has_otherwise ? ast_json_block(&stmt->if_.otherwise) : json_null());
}

static void put_split(json_t *node, const struct stmt *stmt) {
    json_t *array = json_array();
    for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next) {
        json_t *one = ast_json_node("arm", arm->span);
        put(one, "share", json_integer(arm->share));
        put(one, "name", ast_json_name(arm->name));
        put(one, "body", ast_json_block(&arm->body));
        json_array_append_new(array, one);
    }
    put(node, "name", ast_json_name(stmt->name));
    put(node, "arms", array);
}

static void put_stmt(json_t *node, const struct stmt *stmt) {
    switch (stmt->kind) {
    case STMT_ERROR:
    case STMT_STAY:
    case STMT_STOP_REPEATING:
    case STMT_GO_ON:
    case STMT_WAIT_AGAIN:
    case STMT_KEEP_WAITING: break;
    case STMT_SEND: put_send(node, stmt); break;
    case STMT_WAIT: put_wait(node, stmt); break;
    case STMT_IF: put_if(node, stmt); break;
    case STMT_SPLIT: put_split(node, stmt); break;
    case STMT_REPEAT:
        put(node, "times", json_integer(stmt->repeat.times));
        put(node, "body", ast_json_block(&stmt->repeat.body));
        break;
    case STMT_GO_TO: put(node, "stage", ast_json_name(stmt->name)); break;
    case STMT_EXIT: put(node, "outcome", ast_json_name(stmt->name)); break;
    case STMT_MILESTONE: put(node, "name", ast_json_name(stmt->name)); break;
    case STMT_REMEMBER:
        put(node, "name", ast_json_name(stmt->name));
        put(node, "value", ast_json_expr(stmt->value));
        break;
    case STMT_SET:
        put(node, "path", ast_json_expr(stmt->path));
        put(node, "value", ast_json_expr(stmt->value));
        break;
    case STMT_START_JOURNEY:
        put(node, "journey", ast_json_name(stmt->name));
        put(node, "fields", ast_json_fields(&stmt->fields));
        break;
    case STMT_STOP_JOURNEY: put(node, "journey", ast_json_name(stmt->name)); break;
    }
}

json_t *ast_json_block(const struct block *block) {
    json_t *array = json_array();
    for (const struct stmt *stmt = block->stmts.first; stmt != NULL; stmt = stmt->next) {
        json_t *node = ast_json_node(stmt_kind_name(stmt->kind), stmt->span);
        put(node, "off", json_boolean(stmt->off));
        put_stmt(node, stmt);
        json_array_append_new(array, node);
    }
    return array;
}

json_t *ast_json_when(const struct when *when) {
    static const char *const bounds[] = {"none", "once", "at_most"};
    json_t *node = ast_json_node("when", when->span);
    put(node, "off", json_boolean(when->off));
    put(node, "trigger", ast_json_trigger(when->trigger));
    put(node, "bound", json_string(bounds[when->bound]));
    put(node, "times", json_integer(when->times));
    put(node, "body", ast_json_block(&when->body));
    return node;
}

json_t *ast_json_whens(const struct when_list *whens) {
    json_t *array = json_array();
    for (const struct when *when = whens->first; when != NULL; when = when->next)
        json_array_append_new(array, ast_json_when(when));
    return array;
}

/* ---- tests ---- */

static json_t *expect_json(const struct expect *expect, struct span span) {
    static const char *const kinds[] = {"nothing", "send",  "skipped", "milestone", "set",
                                        "start",   "stage", "exit",    "refused"};
    json_t *node = ast_json_node(kinds[expect->kind], span);
    put(node, "channel", ast_json_name(expect->message.channel));
    put(node, "template", ast_json_name(expect->message.template));
    put(node, "name", ast_json_name(expect->name));
    put(node, "path", ast_json_expr(expect->path));
    put(node, "value", ast_json_expr(expect->value));
    put(node, "fields", ast_json_fields(&expect->fields));
    put(node, "reason", ast_json_name(expect->reason));
    put(node, "journey", ast_json_name(expect->journey));
    put(node, "at", ast_json_expr(expect->at));
    return node;
}

static const char *test_kind_name(enum test_item_kind kind) {
    static const char *const names[] = {
        [TEST_ERROR] = "error",
        [TEST_ONLY_JOURNEY] = "only_journey",
        [TEST_GIVEN_USER] = "given_user",
        [TEST_GIVEN_ACCOUNT] = "given_account",
        [TEST_GIVEN_EVENT] = "given_event",
        [TEST_GIVEN_SPLIT] = "given_split",
        [TEST_GIVEN_KEPT_OUT] = "given_kept_out",
        [TEST_START_AT] = "start_at",
        [TEST_EVENT] = "event",
        [TEST_USER] = "user",
        [TEST_ACCOUNT] = "account",
        [TEST_REPORT] = "report",
        [TEST_AFTER] = "after",
        [TEST_AT] = "at",
        [TEST_EXPECT] = "expect",
    };
    return names[kind];
}

static void put_test_item(json_t *node, const struct test_item *item) {
    switch (item->kind) {
    case TEST_ERROR: break;
    case TEST_ONLY_JOURNEY: put(node, "names", ast_json_names(&item->names)); break;
    case TEST_GIVEN_USER:
    case TEST_GIVEN_ACCOUNT:
    case TEST_USER:
    case TEST_ACCOUNT: put(node, "fields", ast_json_fields(&item->fields)); break;
    case TEST_GIVEN_EVENT:
        put(node, "ago_ms", json_integer(item->duration.ms));
        put(node, "event", ast_json_name(item->event));
        put(node, "fields", ast_json_fields(&item->fields));
        break;
    case TEST_EVENT:
        put(node, "event", ast_json_name(item->event));
        put(node, "fields", ast_json_fields(&item->fields));
        break;
    case TEST_GIVEN_SPLIT:
        put(node, "name", ast_json_name(item->name));
        put(node, "arm", ast_json_name(item->arm));
        break;
    case TEST_GIVEN_KEPT_OUT: put(node, "of_project", json_boolean(item->of_project)); break;
    case TEST_START_AT:
    case TEST_AT: put(node, "time", ast_json_expr(item->time)); break;
    case TEST_REPORT:
        put(node, "channel", ast_json_name(item->message.channel));
        put(node, "template", ast_json_name(item->message.template));
        put(node, "report", ast_json_name(item->report));
        break;
    case TEST_AFTER: put(node, "ms", json_integer(item->duration.ms)); break;
    case TEST_EXPECT: put(node, "expect", expect_json(&item->expect, item->span)); break;
    }
}

json_t *ast_json_test(const struct test_item_list *items) {
    json_t *array = json_array();
    for (const struct test_item *item = items->first; item != NULL; item = item->next) {
        json_t *node = ast_json_node(test_kind_name(item->kind), item->span);
        put(node, "off", json_boolean(item->off));
        put_test_item(node, item);
        json_array_append_new(array, node);
    }
    return array;
}
