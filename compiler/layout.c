/* layout - see layout.h: what of the model must be kept, and where. */
#include "layout.h"

#include <string.h>

#include "layout_use.h"
#include "vec.h"
#include "words.h"

/* ---- slots ---- */

struct slots {
    struct arena *arena;           /* owns everything */
    struct layout *layout;         /* what is being made */
    const struct flow *flow;       /* of the project */
    const struct layout_use *use;  /* what must be kept */
    VEC(struct layout_slot) items; /* so far */
    uint32_t journey;              /* whose slots are being made, or JBC_NONE */
    uint32_t next_copy;            /* of the journey's copies: the first that has no slot yet */
};

static uint32_t add_slot(struct slots *s, enum jbc_storage storage, uint8_t type, const char *name, struct span span) {
    struct layout_slot *slot = VEC_PUSH(s->arena, s->items);
    *slot = (struct layout_slot){.journey = s->journey,
                                 .words = JBC_NONE,
                                 .storage = storage,
                                 .type = type,
                                 .optional = true,
                                 .name = name,
                                 .span = span};
    return s->items.count - 1;
}

/* A slot for values of a type. */
static uint32_t add_value_slot(struct slots *s, const struct type_of *type, const char *name, struct span span) {
    enum jbc_storage storage = JBC_STORE_I64;
    bool words = type->kind == JBC_TEXT && type->words != JBC_NONE;
    if (type->kind == JBC_BOOL) storage = JBC_STORE_BOOL;
    if (type->kind == JBC_LIST) storage = JBC_STORE_LIST;
    if (type->kind == JBC_TEXT) storage = JBC_STORE_TEXT;
    if (words) {
        bool small = s->flow->model->enums[type->words].word_count <= UINT8_MAX;
        storage = small ? JBC_STORE_WORD8 : JBC_STORE_WORD16;
    }
    uint32_t slot = add_slot(s, storage, (uint8_t)type->kind, name, span);
    s->items.items[slot].words = words ? type->words : JBC_NONE;
    s->items.items[slot].item = type->kind == JBC_LIST ? (uint8_t)type->item : 0;
    s->items.items[slot].optional = type->optional;
    return slot;
}

static bool is_timed(const struct model_trigger *trigger) {
    switch (trigger->kind) {
    case JBC_ON_EVENT:
    case JBC_ON_REPORT:
    case JBC_ON_BECOMES:
    case JBC_ON_CHANGES:
    case JBC_ON_ENDED:
    case JBC_ON_END: return false;
    case JBC_ON_TRUE:
    case JBC_ON_TURNS_TRUE:
    case JBC_ON_NO_EVENT:
    case JBC_ON_DATE:
    case JBC_ON_EVERY:
    case JBC_ON_AFTER: break;
    }
    return true;
}

/* `once` and `at most` count by events for the whole run, by time for each visit of the stage. */
static bool counts_by_visit(const struct model_trigger *trigger) {
    return trigger->stage != JBC_NONE && is_timed(trigger) && trigger->kind != JBC_ON_TURNS_TRUE;
}

static void add_timers(struct slots *s, const struct model_triggers *list) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        if (!is_timed(one)) continue;
        const char *name = NULL;
        const char *role = one->role == JBC_ROLE_GOAL ? "goal." : one->role == JBC_ROLE_LEAVE ? "leave." : "";
        if (s->journey != JBC_NONE && one->stage == JBC_NONE) {
            name = arena_format(s->arena, "timer.%s%u", role, one->place);
        }
        s->layout->timers[one->number] = add_slot(s, JBC_STORE_TIMER, 0, name, one->span);
    }
}

static void add_fired(struct slots *s, const struct model_triggers *list, bool by_visit) {
    for (const struct model_trigger *one = list->first; one != NULL; one = one->next) {
        if (one->most == 0 || counts_by_visit(one) != by_visit) continue;
        const char *name = NULL;
        if (one->stage == JBC_NONE) {
            name = arena_format(s->arena, "fired.%u", one->place);
        } else if (!by_visit) {
            name = arena_format(s->arena, "fired.%s.%u", s->flow->model->stages[one->stage].name, one->place);
        }
        s->layout->fired[one->number] = add_slot(s, JBC_STORE_COUNT, JBC_NUMBER, name, one->head);
    }
}

/* ---- the fixed part ---- */

static bool some_enter_is_timed(const struct model *model) {
    for (uint32_t j = 0; j < model->journey_count; j++) {
        for (const struct model_trigger *one = model->journeys[j].enters.first; one != NULL; one = one->next) {
            if (is_timed(one)) return true;
        }
    }
    return false;
}

static void fixed_slots(struct slots *s) {
    const struct model *model = s->flow->model;
    struct layout *layout = s->layout;
    s->journey = JBC_NONE;
    layout->ids = layout->first_seen = layout->account_id = JBC_NONE;
    if (model->id_window > 0) layout->ids = add_slot(s, JBC_STORE_BLOB, 0, NULL, model->span);
    if (some_enter_is_timed(model)) layout->first_seen = add_slot(s, JBC_STORE_I64, JBC_TIME, NULL, model->span);
    if (s->use->account_id) layout->account_id = add_slot(s, JBC_STORE_TEXT, JBC_TEXT, NULL, model->span);
    for (uint32_t i = 0; i < model->trait_count; i++) {
        const struct model_field *field = &model->traits[i].field;
        layout->traits[i] = s->use->traits[i] ? add_value_slot(s, &field->type, NULL, field->span) : JBC_NONE;
    }
    for (uint32_t i = 0; i < model->template_count; i++) {
        const struct model_template *one = &model->templates[i];
        layout->templates[i] = one->reported ? add_slot(s, JBC_STORE_SERIAL, JBC_NUMBER, NULL, one->span) : JBC_NONE;
    }
    for (uint32_t j = 0; j < model->journey_count; j++) {
        const struct model_journey *journey = &model->journeys[j];
        struct layout_journey *made = &layout->journeys[j];
        made->mark = JBC_NONE;
        if (journey->again != JBC_AGAIN_ALWAYS) {
            bool keyed = journey->key != NULL;
            made->mark = add_slot(s, keyed ? JBC_STORE_BLOB : JBC_STORE_I64, keyed ? 0 : JBC_TIME, NULL, journey->span);
        }
        add_timers(s, &journey->enters);
    }
}

/* ---- runs ---- */

static void read_slots(struct slots *s, const struct model_journey *journey, struct layout_journey *made) {
    made->key = JBC_NONE;
    if (journey->key != NULL) made->key = add_value_slot(s, &journey->key_type, "key", journey->span);
    made->entries = ARENA_ARRAY(s->arena, uint32_t, journey->entry_count);
    for (uint32_t i = 0; i < journey->entry_count; i++) {
        const struct model_entry *entry = &journey->entries[i];
        const char *name = arena_format(s->arena, "entry.%s", entry->name);
        bool kept = s->use->journeys[s->journey].entries[i] != 0;
        made->entries[i] = kept ? add_value_slot(s, &entry->type, name, journey->span) : JBC_NONE;
    }
    made->variables = ARENA_ARRAY(s->arena, uint32_t, journey->variable_count);
    for (uint32_t i = 0; i < journey->variable_count; i++) {
        const struct model_variable *one = &journey->variables[i];
        made->variables[i] = add_value_slot(s, &one->type, one->name, one->span);
    }
}

/* The words of a `where`, however they are laid out: they name a tally in a state, by which a new version finds it again. */
static const char *where_name(struct slots *s, const struct value *where) {
    if (where == NULL) return "";
    return arena_format(s->arena, " where %s", words_source(s->arena, s->flow->model, where->span));
}

static void asked_slots(struct slots *s, struct layout_journey *made) {
    const struct use_journey *use = &s->use->journeys[s->journey];
    const struct model *model = s->flow->model;
    struct layout *layout = s->layout;
    made->first_tally = layout->tally_count;
    made->tally_count = use->tallies.count;
    for (uint32_t i = 0; i < use->tallies.count; i++) {
        const struct layout_tally *one = &use->tallies.items[i];
        const char *event = model->events[one->event].name;
        const char *name = arena_format(s->arena, "tally.%s%s", event, where_name(s, one->where));
        layout->tallies[layout->tally_count] = *one;
        layout->tallies[layout->tally_count++].slot =
            add_slot(s, JBC_STORE_COUNT, JBC_NUMBER, name, model->journeys[s->journey].span);
    }
    made->first_receipt = layout->receipt_count;
    made->receipt_count = use->receipts.count;
    for (uint32_t i = 0; i < use->receipts.count; i++) {
        const struct layout_receipt *one = &use->receipts.items[i];
        const struct model_template *template_ = &model->templates[one->template_];
        const char *name = arena_format(s->arena, "receipt.%s.%s.%s", model->channels[template_->channel].name,
                                        template_->name, one->status);
        layout->receipts[layout->receipt_count] = *one;
        layout->receipts[layout->receipt_count++].slot =
            add_slot(s, JBC_STORE_BOOL, JBC_BOOL, name, model->journeys[s->journey].span);
    }
}

/* What a copy is called in a state: whose it is, by places, and which field, by names; a new version finds it again by that. */
static const char *copy_name(const struct slots *s, const struct layout_copy *copy) {
    const struct model *model = s->flow->model;
    const struct model_trigger *trigger = copy->trigger;
    uint32_t wait = 0;
    for (uint32_t w = 0; trigger->role == JBC_ROLE_ARM && w < model->wait_count; w++) {
        const struct model_wait *one = &model->waits[w];
        if (one->arms.first == NULL || one->arms.first->number > trigger->number) continue;
        wait = w - model->stages[one->stage].first_wait + 1;
    }
    bool plain = copy->event != JBC_NONE;
    const char *event = plain ? model->events[copy->event].name : "";
    const char *field = plain ? model->events[copy->event].fields[copy->field].name
                        : copy->field == (uint32_t)MODEL_FIELD_TIME ? "time"
                                                                    : "id";
    return arena_format(s->arena, "event.%u.%u.%s.%s", wait, trigger->place, event, field);
}

static void add_copy(struct slots *s, const struct use_copy *one) {
    struct layout_copy *copy = &s->layout->copies[s->layout->copy_count++];
    const struct value *value = one->value;
    copy->trigger = value->trigger;
    copy->event = value->kind == VALUE_FIELD ? value->index : JBC_NONE;
    copy->field = value->kind == VALUE_FIELD        ? value->field
                  : value->kind == VALUE_EVENT_TIME ? (uint32_t)MODEL_FIELD_TIME
                                                    : (uint32_t)MODEL_FIELD_ID;
    struct type_of type = value->type;
    type.optional = true;
    copy->slot = add_value_slot(s, &type, copy_name(s, copy), value->span);
}

/* Counters of repeats, and copies of fields: in the stage's blocks, or, with JBC_NONE, in those of the whole journey.
 * Copies go in the order of the text, and so stage by stage. */
static void block_slots(struct slots *s, uint32_t stage, uint32_t first, uint32_t last) {
    const struct flow *flow = s->flow;
    const struct use_journey *use = &s->use->journeys[s->journey];
    for (uint32_t i = first; i <= last; i++) {
        const struct flow_node *node = &flow->nodes[i];
        if (node->kind != FLOW_ROUND || node->stage != stage || !layout_goes_around(flow, i)) continue;
        s->layout->counters[node->stmt->number] = add_slot(s, JBC_STORE_COUNT, JBC_NUMBER, NULL, node->span);
    }
    while (s->next_copy < use->copies.count && use->copies.items[s->next_copy].value->trigger->stage == stage) {
        add_copy(s, &use->copies.items[s->next_copy++]);
    }
}

static void run_slots(struct slots *s, const struct model_journey *journey, struct layout_journey *made) {
    const struct model *model = s->flow->model;
    uint32_t top = s->flow->journey_nodes[s->journey];
    made->first_slot = s->items.count;
    read_slots(s, journey, made);
    asked_slots(s, made);
    add_timers(s, &journey->ends);
    add_timers(s, &journey->whens);
    add_fired(s, &journey->whens, false);
    for (uint32_t i = 0; i < journey->stage_count; i++) {
        add_fired(s, &model->stages[journey->first_stage + i].whens, false);
    }
    block_slots(s, JBC_NONE, top, s->flow->stage_nodes[journey->first_stage]);
    made->slot_count = s->items.count - made->first_slot;
}

static void stage_slots(struct slots *s, uint32_t index) {
    const struct model_stage *stage = &s->flow->model->stages[index];
    struct layout_stage *made = &s->layout->stages[index];
    uint32_t node = s->flow->stage_nodes[index];
    made->first_slot = s->items.count;
    add_timers(s, &stage->whens);
    add_fired(s, &stage->whens, true);
    for (uint32_t w = stage->first_wait; w < stage->first_wait + stage->wait_count; w++) {
        const struct model_wait *wait = &s->flow->model->waits[w];
        s->layout->waits[w] = JBC_NONE;
        if (wait->kind == JBC_WAIT_CLOCK) s->layout->waits[w] = add_slot(s, JBC_STORE_I64, JBC_TIME, NULL, wait->span);
        add_timers(s, &wait->arms);
    }
    block_slots(s, index, node, s->flow->nodes[node].last);
    made->slot_count = s->items.count - made->first_slot;
}

/* ---- places ---- */

static uint32_t storage_size(enum jbc_storage storage) {
    switch (storage) {
    case JBC_STORE_BOOL:
    case JBC_STORE_WORD8: return 1;
    case JBC_STORE_WORD16:
    case JBC_STORE_COUNT: return 2;
    case JBC_STORE_TEXT:
    case JBC_STORE_LIST:
    case JBC_STORE_BLOB:
    case JBC_STORE_SERIAL: return 4;
    case JBC_STORE_I64: return 8;
    case JBC_STORE_TIMER: return 16;
    case JBC_STORE_END: break;
    }
    return 0;
}

static uint32_t align8(uint32_t offset) {
    return (offset + 7) & ~7u;
}

/* Gives the slots their places from `offset` on, the largest first, so that none needs filling up; the end. */
static uint32_t place_slots(struct layout *layout, uint32_t first, uint32_t count, uint32_t offset) {
    for (uint32_t size = 16; size > 0; size /= 2) {
        for (uint32_t i = first; i < first + count; i++) {
            if (storage_size(layout->slots[i].storage) != size) continue;
            layout->slots[i].offset = offset;
            offset += size;
        }
    }
    return align8(offset);
}

static bool too_large(struct diags *diags, struct span span) {
    struct diag *diag = diag_add(diags, DIAG_USER_TOO_LARGE, span, (int)JRT_FIXED_MAX);
    diag_help(diag, "use lower numbers in limits and counts, or fewer of them");
    return false;
}

/* What is over the limit is reported where it crosses it. */
static bool place_fixed(struct layout *layout, struct diags *diags, uint32_t slot_count, struct span project) {
    uint32_t offset = place_slots(layout, 0, slot_count, 0);
    if (offset > JRT_FIXED_MAX) return too_large(diags, project);
    for (uint32_t i = 0; i < layout->history_count; i++) {
        struct layout_history *history = &layout->histories[i];
        history->offset = offset;
        offset += (history->counted ? 8 : 0) + 8 * history->ring;
        if (offset > JRT_FIXED_MAX) return too_large(diags, history->span);
    }
    for (uint32_t i = 0; i < layout->limit_count; i++) {
        const struct model_limit *limit = layout->limits[i].limit;
        layout->limits[i].offset = offset;
        offset += limit->kind == JBC_SLIDING ? 8 * limit->most : 8;
        if (offset > JRT_FIXED_MAX) return too_large(diags, limit->span);
    }
    layout->fixed_size = offset;
    return true;
}

static bool place_run(struct layout *layout, struct diags *diags, const struct model_journey *journey,
                      struct layout_journey *made) {
    made->stage_area = place_slots(layout, made->first_slot, made->slot_count, JBC_RUN_HEAD);
    made->run_size = made->stage_area;
    for (uint32_t s = journey->first_stage; s < journey->first_stage + journey->stage_count; s++) {
        const struct layout_stage *stage = &layout->stages[s];
        uint32_t end = place_slots(layout, stage->first_slot, stage->slot_count, made->stage_area);
        if (end > made->run_size) made->run_size = end;
    }
    if (made->run_size <= JRT_RUN_MAX) return true;
    diag_add(diags, DIAG_RUN_TOO_LARGE, journey->span, journey->name, (int)JRT_RUN_MAX);
    return false;
}

/* ---- limits and histories ---- */

static void add_limits(struct layout *layout, const struct model_limits *limits) {
    for (uint32_t i = 0; i < limits->count; i++) layout->limits[layout->limit_count++].limit = &limits->items[i];
}

static void all_limits(struct arena *arena, struct layout *layout, const struct model *model) {
    uint32_t count = model->limits.count;
    for (uint32_t i = 0; i < model->channel_count; i++) count += model->channels[i].limits.count;
    for (uint32_t i = 0; i < model->journey_count; i++) count += model->journeys[i].limits.count;
    layout->limits = ARENA_ARRAY(arena, struct layout_limit, count);
    layout->channel_limits = ARENA_ARRAY(arena, uint32_t, model->channel_count);
    add_limits(layout, &model->limits);
    for (uint32_t i = 0; i < model->channel_count; i++) {
        layout->channel_limits[i] = layout->limit_count;
        add_limits(layout, &model->channels[i].limits);
    }
    for (uint32_t i = 0; i < model->journey_count; i++) {
        layout->journeys[i].first_limit = layout->limit_count;
        add_limits(layout, &model->journeys[i].limits);
    }
}

/* Histories were found in the order of the text; here they go by event. */
static void all_histories(struct arena *arena, struct layout *layout, const struct layout_use *use, uint32_t events) {
    layout->histories = ARENA_ARRAY(arena, struct layout_history, use->histories.count);
    layout->event_histories = ARENA_ARRAY(arena, uint32_t, events + 1);
    for (uint32_t e = 0; e < events; e++) {
        layout->event_histories[e] = layout->history_count;
        for (uint32_t i = use->first_history[e]; i != JBC_NONE; i = use->histories.items[i].next) {
            layout->histories[layout->history_count++] = use->histories.items[i].history;
        }
    }
    layout->event_histories[events] = layout->history_count;
}

/* ---- all ---- */

static uint32_t *no_slots(struct arena *arena, uint32_t count) {
    uint32_t *slots = ARENA_ARRAY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) slots[i] = JBC_NONE;
    return slots;
}

static struct layout *make_empty(struct arena *arena, const struct flow *flow, const struct layout_use *use) {
    const struct model *model = flow->model;
    struct layout *layout = ARENA_NEW(arena, struct layout);
    uint32_t tallies = 0;
    uint32_t receipts = 0;
    uint32_t copies = 0;
    for (uint32_t i = 0; i < model->journey_count; i++) {
        tallies += use->journeys[i].tallies.count;
        receipts += use->journeys[i].receipts.count;
        copies += use->journeys[i].copies.count;
    }
    layout->tallies = ARENA_ARRAY(arena, struct layout_tally, tallies);
    layout->receipts = ARENA_ARRAY(arena, struct layout_receipt, receipts);
    layout->copies = ARENA_ARRAY(arena, struct layout_copy, copies);
    layout->journeys = ARENA_ARRAY(arena, struct layout_journey, model->journey_count);
    layout->stages = ARENA_ARRAY(arena, struct layout_stage, model->stage_count);
    layout->traits = no_slots(arena, model->trait_count);
    layout->templates = no_slots(arena, model->template_count);
    layout->timers = no_slots(arena, flow->trigger_count);
    layout->fired = no_slots(arena, flow->trigger_count);
    layout->waits = no_slots(arena, model->wait_count);
    layout->counters = no_slots(arena, flow->node_count);
    return layout;
}

struct layout *layout_new(struct arena *arena, struct diags *diags, const struct flow *flow) {
    const struct model *model = flow->model;
    const struct layout_use *use = layout_use_new(arena, flow);
    struct layout *layout = make_empty(arena, flow, use);
    struct slots s = {.arena = arena, .layout = layout, .flow = flow, .use = use};
    all_limits(arena, layout, model);
    all_histories(arena, layout, use, model->event_count);
    fixed_slots(&s);
    uint32_t fixed_count = s.items.count;
    for (uint32_t j = 0; j < model->journey_count; j++) {
        const struct model_journey *journey = &model->journeys[j];
        s.journey = j;
        s.next_copy = 0;
        layout->journeys[j].first_copy = layout->copy_count;
        run_slots(&s, journey, &layout->journeys[j]);
        for (uint32_t i = 0; i < journey->stage_count; i++) stage_slots(&s, journey->first_stage + i);
        layout->journeys[j].copy_count = layout->copy_count - layout->journeys[j].first_copy;
    }
    layout->slots = s.items.items;
    layout->slot_count = s.items.count;
    bool fits = place_fixed(layout, diags, fixed_count, model->span);
    for (uint32_t j = 0; j < model->journey_count; j++) {
        fits = place_run(layout, diags, &model->journeys[j], &layout->journeys[j]) && fits;
    }
    return fits ? layout : NULL;
}

/* ---- questions ---- */

uint32_t layout_find_history(const struct layout *layout, const struct query *query) {
    uint32_t end = layout->event_histories[query->event + 1];
    for (uint32_t i = layout->event_histories[query->event]; i < end; i++) {
        if (model_same_value(layout->histories[i].where, query->where)) return i;
    }
    return JBC_NONE;
}

uint32_t layout_find_tally(const struct layout *layout, uint32_t journey, const struct query *query) {
    const struct layout_journey *made = &layout->journeys[journey];
    for (uint32_t i = made->first_tally; i < made->first_tally + made->tally_count; i++) {
        const struct layout_tally *tally = &layout->tallies[i];
        if (tally->event == query->event && model_same_value(tally->where, query->where)) return tally->slot;
    }
    return JBC_NONE;
}

uint32_t layout_find_receipt(const struct layout *layout, uint32_t journey, uint32_t template_, const char *status) {
    const struct layout_journey *made = &layout->journeys[journey];
    for (uint32_t i = made->first_receipt; i < made->first_receipt + made->receipt_count; i++) {
        const struct layout_receipt *receipt = &layout->receipts[i];
        if (receipt->template_ == template_ && strcmp(receipt->status, status) == 0) return receipt->slot;
    }
    return JBC_NONE;
}

uint32_t layout_find_copy(const struct layout *layout, uint32_t journey, const struct value *value) {
    const struct layout_journey *made = &layout->journeys[journey];
    for (uint32_t i = made->first_copy; i < made->first_copy + made->copy_count; i++) {
        const struct layout_copy *copy = &layout->copies[i];
        if (copy->trigger == value->trigger && layout_copies(copy, value)) return copy->slot;
    }
    return JBC_NONE;
}
