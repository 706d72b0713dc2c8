#include "node.h"

struct test_item *node_test_item(struct parse *p, enum test_item_kind kind, struct span span) {
    struct test_item *item = ARENA_NEW(p->arena, struct test_item);
    item->kind = kind;
    item->span = span;
    item->event = item->name = item->arm = item->report = node_no_name(span);
    item->message = (struct message_ref){node_no_name(span), node_no_name(span)};
    item->expect.message = item->message;
    item->expect.name = item->expect.reason = item->expect.journey = node_no_name(span);
    return item;
}

struct test_item *node_fields_item(struct parse *p, enum test_item_kind kind, struct span span,
                                   const struct field_list *fields) {
    struct test_item *item = node_test_item(p, kind, span);
    item->has_fields = fields != NULL;
    if (fields != NULL) item->fields = *fields;
    return item;
}

struct test_item *node_event_item(struct parse *p, enum test_item_kind kind, struct span span, struct name event,
                                  const struct field_list *fields, const struct duration *duration) {
    struct test_item *item = node_fields_item(p, kind, span, fields);
    item->event = event;
    if (duration != NULL) item->duration = *duration;
    return item;
}

struct test_item *node_expectation(struct parse *p, enum expect_kind kind, struct name name) {
    struct test_item *item = node_test_item(p, TEST_EXPECT, name.span);
    item->expect.kind = kind;
    item->expect.name = name;
    return item;
}

struct test_item *node_expect_message(struct parse *p, enum expect_kind kind, struct message_ref message) {
    struct test_item *item = node_expectation(p, kind, node_no_name(message.channel.span));
    item->expect.message = message;
    return item;
}

struct test_item *node_expect_set(struct parse *p, struct expr *path, struct expr *value) {
    struct test_item *item = node_expectation(p, EXPECT_SET, node_no_name(path->span));
    item->expect.path = path;
    item->expect.value = value;
    if (path->kind != EXPR_PATH) item->kind = TEST_ERROR;
    return item;
}

struct test_item *node_expect(struct parse *p, struct span span, struct test_item *item, struct field_list with,
                              struct name reason, struct name journey, struct expr *at) {
    item->span = span;
    item->expect.fields = with;
    item->expect.reason = reason;
    item->expect.journey = journey;
    item->expect.at = at;
    enum expect_kind kind = item->expect.kind;
    if (with.first != NULL && kind != EXPECT_SEND && kind != EXPECT_START) {
        struct diag *diag = diag_add(p->diags, DIAG_EXPECT_WITH, with.first->span);
        diag_help(diag, "`with` tells the fields of a message, or of a journey that is started");
    }
    if (reason.text != NULL && kind != EXPECT_SKIPPED && kind != EXPECT_REFUSED) {
        struct diag *diag = diag_add(p->diags, DIAG_EXPECT_BECAUSE, reason.span);
        diag_help(diag, "`because` tells why a message was skipped, or an entry refused");
    }
    return item;
}
