/* bind_scan - what the statements of journeys make for others to name: milestones, outcomes, starts. */
#include "bind_scan.h"

static void scan_block(struct names *names, uint32_t journey, const struct block *block);

static void scan_start(struct names *names, const struct stmt *stmt) {
    struct bind_journey *other = bind_find_journey(names, stmt->name.text);
    if (other != NULL) {
        other->started = true;
    }
}

static void scan_go_to(struct names *names, uint32_t journey, const struct stmt *stmt) {
    struct bind_stage *stage = bind_find_stage(names, &names->journeys.items[journey], stmt->name.text);
    if (stage != NULL) {
        stage->comers++;
    }
}

static void scan_arms(struct names *names, uint32_t journey, const struct stmt *stmt) {
    for (const struct arm *arm = stmt->wait.arms.first; arm != NULL; arm = arm->next) {
        if (!arm->off) {
            scan_block(names, journey, &arm->body);
        }
    }
}

static void scan_stmt(struct names *names, uint32_t journey, const struct stmt *stmt) {
    switch (stmt->kind) {
    case STMT_START_JOURNEY: scan_start(names, stmt); break;
    case STMT_MILESTONE: bind_milestone(names, stmt->name.text, journey); break;
    case STMT_EXIT: bind_outcome(names, stmt->name.text, journey); break;
    case STMT_GO_TO: scan_go_to(names, journey, stmt); break;
    case STMT_WAIT: scan_arms(names, journey, stmt); break;
    case STMT_IF:
        for (const struct branch *branch = stmt->if_.branches.first; branch != NULL; branch = branch->next) {
            scan_block(names, journey, &branch->body);
        }
        scan_block(names, journey, &stmt->if_.otherwise);
        break;
    case STMT_SPLIT:
        for (const struct split_arm *arm = stmt->split.arms.first; arm != NULL; arm = arm->next) {
            scan_block(names, journey, &arm->body);
        }
        break;
    case STMT_REPEAT: scan_block(names, journey, &stmt->repeat.body); break;
    case STMT_ERROR:
    case STMT_SEND:
    case STMT_STAY:
    case STMT_REMEMBER:
    case STMT_SET:
    case STMT_STOP_JOURNEY:
    case STMT_STOP_REPEATING:
    case STMT_GO_ON:
    case STMT_WAIT_AGAIN:
    case STMT_KEEP_WAITING: break;
    }
}

static void scan_block(struct names *names, uint32_t journey, const struct block *block) {
    for (const struct stmt *stmt = block->stmts.first; stmt != NULL; stmt = stmt->next) {
        if (!stmt->off) {
            scan_stmt(names, journey, stmt);
        }
    }
}

static void scan_item(struct names *names, uint32_t journey, const struct journey_item *item) {
    scan_block(names, journey, &item->body);
    if (item->kind == ITEM_WHEN) {
        scan_block(names, journey, &item->when->body);
    }
    if (item->kind == ITEM_STAGE) {
        for (const struct when *when = item->stage->whens.first; when != NULL; when = when->next) {
            if (!when->off) {
                scan_block(names, journey, &when->body);
            }
        }
        scan_block(names, journey, &item->stage->body);
    }
}

void bind_scan(struct names *names) {
    for (uint32_t i = 0; i < names->journeys.count; i++) {
        const struct bind_journey *journey = &names->journeys.items[i];
        if (journey->off) {
            continue;
        }
        for (const struct journey_item *item = journey->decl->journey.first; item != NULL; item = item->next) {
            if (!item->off) {
                scan_item(names, i, item);
            }
        }
    }
}
