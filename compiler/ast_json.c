#include "ast_json.h"

#include "ast_json_value.h"

static void put(json_t *object, const char *key, json_t *value) {
    ast_json_put(object, key, value);
}

/* ---- projects and channels ---- */

static json_t *project_items(const struct project_item_list *list) {
    static const char *const kinds[] = {"error", "timezone", "window", "keep_out"};
    json_t *array = json_array();
    for (const struct project_item *item = list->first; item != NULL; item = item->next) {
        json_t *node = ast_json_node(kinds[item->kind], item->span);
        put(node, "off", json_boolean(item->off));
        if (item->kind == PROJECT_TIMEZONE) put(node, "value", ast_json_expr(item->value));
        if (item->kind == PROJECT_WINDOW) put(node, "ms", json_integer(item->duration.ms));
        if (item->kind == PROJECT_KEEP_OUT) put(node, "share", json_integer(item->share));
        json_array_append_new(array, node);
    }
    return array;
}

static void put_channel_item(json_t *node, const struct channel_item *item) {
    switch (item->kind) {
    case CHANNEL_ERROR: break;
    case CHANNEL_ONLY_IF: put(node, "condition", ast_json_expr(item->condition)); break;
    case CHANNEL_DELIVER:
        put(node, "days", ast_json_days(item->days));
        put(node, "from_ms", json_integer(item->from_ms));
        put(node, "to_ms", json_integer(item->to_ms));
        break;
    case CHANNEL_QUIET:
        put(node, "from_ms", json_integer(item->from_ms));
        put(node, "to_ms", json_integer(item->to_ms));
        break;
    case CHANNEL_LIMIT: put(node, "limit", ast_json_limit(item->limit)); break;
    case CHANNEL_TO: put(node, "team", json_boolean(item->to_team)); break;
    case CHANNEL_TEMPLATE:
        put(node, "name", ast_json_name(item->name));
        put(node, "fields", ast_json_typed(&item->fields));
        break;
    case CHANNEL_REPORTS: put(node, "names", ast_json_names(&item->names)); break;
    }
}

static json_t *channel_items(const struct channel_item_list *list) {
    static const char *const kinds[] = {"error", "only_if", "quiet", "deliver", "limit", "to", "template", "reports"};
    json_t *array = json_array();
    for (const struct channel_item *item = list->first; item != NULL; item = item->next) {
        json_t *node = ast_json_node(kinds[item->kind], item->span);
        put(node, "off", json_boolean(item->off));
        put_channel_item(node, item);
        json_array_append_new(array, node);
    }
    return array;
}

/* ---- journeys ---- */

static json_t *promise_json(const struct promise *promise) {
    static const char *const kinds[] = {"error",      "at_most",          "everyone_leaves",
                                        "none_after", "stage_only_after", "stage_can_happen"};
    json_t *node = ast_json_node(kinds[promise->kind], promise->span);
    switch (promise->kind) {
    case PROMISE_ERROR: break;
    case PROMISE_AT_MOST:
        put(node, "count", json_integer(promise->count));
        put(node, "what", ast_json_name(promise->what));
        put(node, "ms", json_integer(promise->duration.ms));
        break;
    case PROMISE_EVERYONE_LEAVES: put(node, "ms", json_integer(promise->duration.ms)); break;
    case PROMISE_NONE_AFTER:
        put(node, "what", ast_json_name(promise->what));
        put(node, "event", ast_json_name(promise->event));
        put(node, "where", ast_json_expr(promise->where));
        break;
    case PROMISE_STAGE_ONLY_AFTER:
        put(node, "stage", ast_json_name(promise->stage));
        put(node, "earlier", ast_json_name(promise->earlier));
        break;
    case PROMISE_STAGE_CAN_HAPPEN: put(node, "stage", ast_json_name(promise->stage)); break;
    }
    return node;
}

static json_t *optional_ms(const struct duration *duration) {
    return duration->ms == 0 ? json_null() : json_integer(duration->ms);
}

static json_t *optional_body(const struct journey_item *item) {
    return item->has_body ? ast_json_block(&item->body) : json_null();
}

static void put_journey_item(json_t *node, const struct journey_item *item) {
    static const char *const again[] = {"never", "always", "after"};
    switch (item->kind) {
    case ITEM_ERROR: break;
    case ITEM_METADATA:
        put(node, "name", ast_json_name(item->name));
        put(node, "text", ast_json_name(item->text));
        break;
    case ITEM_ENTER:
        put(node, "trigger", ast_json_trigger(item->trigger));
        put(node, "condition", ast_json_expr(item->condition));
        break;
    case ITEM_ENTER_AGAIN:
        put(node, "again", json_string(again[item->again]));
        put(node, "ms", optional_ms(&item->duration));
        break;
    case ITEM_ONE_PER:
    case ITEM_GROUP: put(node, "name", ast_json_name(item->name)); break;
    case ITEM_KEEP_OUT: put(node, "share", json_integer(item->share)); break;
    case ITEM_PRIORITY: put(node, "priority", json_integer(item->priority)); break;
    case ITEM_GOAL:
        put(node, "trigger", ast_json_trigger(item->trigger));
        put(node, "within_ms", optional_ms(&item->duration));
        put(node, "body", optional_body(item));
        break;
    case ITEM_LEAVE:
        put(node, "trigger", ast_json_trigger(item->trigger));
        put(node, "outcome", ast_json_name(item->name));
        put(node, "body", optional_body(item));
        break;
    case ITEM_LIMITS: put(node, "limits", ast_json_limits(&item->limits)); break;
    case ITEM_REMEMBER:
        put(node, "name", ast_json_name(item->name));
        put(node, "value", ast_json_expr(item->value));
        put(node, "type", ast_json_type(item->type));
        break;
    case ITEM_WHEN: put(node, "when", ast_json_when(item->when)); break;
    case ITEM_PROMISE: put(node, "promise", promise_json(item->promise)); break;
    case ITEM_RENAMED:
        put(node, "name", ast_json_name(item->name));
        put(node, "to", ast_json_name(item->renamed_to));
        break;
    case ITEM_STAGE:
        put(node, "name", ast_json_name(item->name));
        put(node, "title", ast_json_name(item->stage->title));
        put(node, "whens", ast_json_whens(&item->stage->whens));
        put(node, "body", ast_json_block(&item->stage->body));
        break;
    }
}

static json_t *journey_items(const struct journey_item_list *list) {
    static const char *const kinds[] = {"error",    "metadata", "enter",   "enter_again", "one_per", "keep_out",
                                        "priority", "group",    "goal",    "leave",       "limits",  "remember",
                                        "when",     "promise",  "renamed", "stage"};
    json_t *array = json_array();
    for (const struct journey_item *item = list->first; item != NULL; item = item->next) {
        json_t *node = ast_json_node(kinds[item->kind], item->span);
        put(node, "off", json_boolean(item->off));
        put_journey_item(node, item);
        json_array_append_new(array, node);
    }
    return array;
}

/* ---- declarations and files ---- */

static void put_decl(json_t *node, const struct decl *decl) {
    switch (decl->kind) {
    case DECL_ERROR: break;
    case DECL_LANGUAGE: put(node, "version", json_integer(decl->version)); break;
    case DECL_PROJECT: put(node, "items", project_items(&decl->project)); break;
    case DECL_EVENT:
    case DECL_USER:
    case DECL_ACCOUNT: put(node, "fields", ast_json_typed(&decl->fields)); break;
    case DECL_CHANNEL: put(node, "items", channel_items(&decl->channel)); break;
    case DECL_LIMITS: put(node, "limits", ast_json_limits(&decl->limits)); break;
    case DECL_CONDITION: put(node, "condition", ast_json_expr(decl->condition)); break;
    case DECL_JOURNEY:
        put(node, "title", ast_json_name(decl->title));
        put(node, "items", journey_items(&decl->journey));
        break;
    case DECL_TEST: put(node, "items", ast_json_test(&decl->test)); break;
    }
}

static json_t *decls(const struct decl_list *list) {
    static const char *const kinds[] = {"error",   "language", "project",   "event",   "user", "account",
                                        "channel", "limits",   "condition", "journey", "test"};
    json_t *array = json_array();
    for (const struct decl *decl = list->first; decl != NULL; decl = decl->next) {
        json_t *node = ast_json_node(kinds[decl->kind], decl->span);
        put(node, "off", json_boolean(decl->off));
        put(node, "name", ast_json_name(decl->name));
        put_decl(node, decl);
        json_array_append_new(array, node);
    }
    return array;
}

static json_t *comments(const struct ast_file *file) {
    json_t *array = json_array();
    for (const struct comment *comment = file->comments.first; comment != NULL; comment = comment->next) {
        json_t *node = ast_json_node("comment", comment->span);
        const char *text = file->source->text + comment->span.begin;
        put(node, "text", json_stringn(text, comment->span.end - comment->span.begin));
        put(node, "own_line", json_boolean(comment->own_line));
        json_array_append_new(array, node);
    }
    return array;
}

json_t *ast_json(const struct ast *ast) {
    json_t *files = json_array();
    for (const struct ast_file *file = ast->files.first; file != NULL; file = file->next) {
        json_t *node = json_object();
        put(node, "name", json_string(file->source->name));
        put(node, "broken", json_boolean(file->broken));
        put(node, "decls", decls(&file->decls));
        put(node, "comments", comments(file));
        json_array_append_new(files, node);
    }
    return json_pack("{s:i, s:o}", "ast", 1, "files", files);
}
