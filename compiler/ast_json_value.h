/*
 * ast_json_value - the parts of a tree that stand inside declarations and statements, as JSON; the format is in ast_json.h.
 * Internal to ast_json. Every function returns a new reference, or NULL when memory runs out.
 */
#ifndef JDL_AST_JSON_VALUE_H
#define JDL_AST_JSON_VALUE_H

#include <jansson.h>

#include "ast.h"

/* An object with "kind" and "span". */
json_t *ast_json_node(const char *kind, struct span span);

/* Puts a value into an object; takes the reference. */
void ast_json_put(json_t *object, const char *key, json_t *value);

json_t *ast_json_name(struct name name);
json_t *ast_json_names(const struct name_item_list *names);
json_t *ast_json_days(uint8_t days);
json_t *ast_json_expr(const struct expr *expr);
json_t *ast_json_moment(const struct moment *moment);
json_t *ast_json_trigger(const struct trigger *trigger);
json_t *ast_json_type(const struct type *type);
json_t *ast_json_typed(const struct typed_list *fields);
json_t *ast_json_fields(const struct field_list *fields);
json_t *ast_json_limit(const struct limit *limit);
json_t *ast_json_limits(const struct limit_list *limits);
json_t *ast_json_block(const struct block *block);
json_t *ast_json_whens(const struct when_list *whens);
json_t *ast_json_when(const struct when *when);
json_t *ast_json_test(const struct test_item_list *items);

#endif
