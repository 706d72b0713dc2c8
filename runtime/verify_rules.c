#include "verify_rules.h"

#define HUNDREDTHS 10000u /* of a percent, in a whole */
#define ALL_DAYS 127u     /* bits of Monday to Sunday */

/* ---- declarations ---- */

static bool is_type(uint8_t type, uint8_t item) {
    if (type == JBC_LIST) return item >= JBC_BOOL && item < JBC_LIST;
    return type >= JBC_BOOL && type < JBC_LIST && item == 0;
}

/* Words stand for texts, alone or in a list. */
static bool words_fit(uint32_t words, uint8_t type, uint8_t item) {
    return words == JBC_NONE || type == JBC_TEXT || (type == JBC_LIST && item == JBC_TEXT);
}

static bool project_rule(struct audit *audit, const struct jbc_project *project, uint32_t i) {
    uint32_t section = JBC_SECTION_PROJECT;
    uint32_t size = project->fixed_size;
    int64_t window = project->id_window;
    return audit_that(audit, window >= 0 && window <= JRT_DURATION_MAX, CLAIM_DURATION, section, i) &&
           audit_that(audit, project->keep_out <= HUNDREDTHS, CLAIM_KEEP_OUT, section, i) &&
           audit_that(audit, size <= JRT_FIXED_MAX && size % 8 == 0, CLAIM_FIXED_SIZE, section, i) &&
           audit_that(audit, (window > 0) == (project->ids != JBC_NONE), CLAIM_IDS, section, i);
}

static bool enumeration_rule(struct audit *audit, const struct jbc_enumeration *words, uint32_t i) {
    return audit_that(audit, words->member_count >= 1, CLAIM_WORDS, JBC_SECTION_ENUM, i);
}

static bool event_rule(struct audit *audit, const struct jbc_event *event, uint32_t i) {
    return audit_that(audit, event->field_count <= JRT_FIELDS_MAX, CLAIM_FIELDS_MAX, JBC_SECTION_EVENT, i);
}

static bool field_rule(struct audit *audit, const struct jbc_field *field, uint32_t i) {
    uint32_t section = JBC_SECTION_FIELD;
    return audit_that(audit, is_type(field->type, field->item), CLAIM_TYPE, section, i) &&
           audit_that(audit, words_fit(field->words, field->type, field->item), CLAIM_WORDS_TYPE, section, i) &&
           audit_that(audit, field->optional <= 1 && field->zone <= 1, CLAIM_FLAG, section, i) &&
           audit_that(audit, !field->zone || field->type == JBC_TEXT, CLAIM_FIELD_ZONE, section, i);
}

/* A value that is stored and loaded by the slot is of the trait's type. */
static bool trait_slot(struct audit *audit, const struct jbc_trait *trait, uint32_t i) {
    if (trait->slot == JBC_NONE) return true;
    const struct jbc_slot *slot = &audit->program->slots[trait->slot];
    bool word = slot->storage == JBC_STORE_WORD8 || slot->storage == JBC_STORE_WORD16;
    bool same =
        slot->storage <= JBC_STORE_LIST && audit_type(slot->type, slot->item) == audit_type(trait->type, trait->item);
    return audit_that(audit, slot->journey == JBC_NONE16, CLAIM_FIXED_SLOT, JBC_SECTION_TRAIT, i) &&
           audit_that(audit, same && (!word || slot->words == trait->words), CLAIM_TRAIT_SLOT, JBC_SECTION_TRAIT, i);
}

static bool trait_rule(struct audit *audit, const struct jbc_trait *trait, uint32_t i) {
    uint32_t section = JBC_SECTION_TRAIT;
    return audit_that(audit, is_type(trait->type, trait->item), CLAIM_TYPE, section, i) &&
           audit_that(audit, words_fit(trait->words, trait->type, trait->item), CLAIM_WORDS_TYPE, section, i) &&
           audit_that(audit, trait->optional <= 1 && trait->account <= 1, CLAIM_FLAG, section, i) &&
           trait_slot(audit, trait, i);
}

/* ---- the state ---- */

static bool slot_type_fits(const struct jrt_program *program, const struct jbc_slot *slot) {
    bool words = slot->words != JBC_NONE;
    switch ((enum jbc_storage)slot->storage) {
    case JBC_STORE_BOOL: return slot->type == JBC_BOOL && !words;
    case JBC_STORE_WORD8:
        return slot->type == JBC_TEXT && words && program->enumerations[slot->words].member_count <= 255;
    case JBC_STORE_WORD16: return slot->type == JBC_TEXT && words;
    case JBC_STORE_I64: return slot->type >= JBC_NUMBER && slot->type <= JBC_CLOCK && !words;
    case JBC_STORE_TEXT: return slot->type == JBC_TEXT && !words;
    case JBC_STORE_LIST: return slot->type == JBC_LIST && !words;
    case JBC_STORE_COUNT: return slot->type == JBC_NUMBER && !words;
    case JBC_STORE_BLOB:
    case JBC_STORE_SERIAL:
    case JBC_STORE_TIMER: return slot->type < JBC_LIST && !words;
    case JBC_STORE_END: break;
    }
    return false;
}

static bool slot_rule(struct audit *audit, const struct jbc_slot *slot, uint32_t i) {
    uint32_t section = JBC_SECTION_SLOT;
    bool item = slot->type == JBC_LIST ? slot->item >= JBC_BOOL && slot->item < JBC_LIST : slot->item == 0;
    return audit_that(audit, slot->storage < JBC_STORE_END, CLAIM_STORAGE, section, i) &&
           audit_that(audit, slot_type_fits(audit->program, slot) && item, CLAIM_SLOT_TYPE, section, i) &&
           audit_that(audit, slot->optional <= 1, CLAIM_FLAG, section, i);
}

static bool history_rule(struct audit *audit, const struct jbc_history *history, uint32_t i) {
    uint32_t section = JBC_SECTION_HISTORY;
    uint32_t owner = audit->owners[section][i].index;
    return audit_that(audit, history->event == owner, CLAIM_HISTORY_EVENT, section, i) &&
           audit_that(audit, history->ring <= JRT_RING_MAX, CLAIM_RING, section, i) &&
           audit_that(audit, history->counted <= 1, CLAIM_FLAG, section, i) &&
           audit_that(audit, history->zero1 == 0 && history->zero2 == 0, CLAIM_ZERO, section, i);
}

static bool limit_rule(struct audit *audit, const struct jbc_limit *limit, uint32_t i) {
    uint32_t section = JBC_SECTION_LIMIT;
    bool sliding = limit->kind == JBC_SLIDING;
    bool window = sliding ? limit->window > 0 && limit->window <= JRT_DURATION_MAX : limit->window == 0;
    return audit_that(audit, limit->kind < JBC_WINDOW_END, CLAIM_WINDOW_KIND, section, i) &&
           audit_that(audit, window && limit->hold >= 0 && limit->hold <= JRT_DURATION_MAX, CLAIM_DURATION, section,
                      i) &&
           audit_that(audit, limit->most >= 1 && limit->most <= JRT_RING_MAX, CLAIM_LIMIT_MOST, section, i) &&
           audit_that(audit, limit->zero == 0, CLAIM_ZERO, section, i);
}

/* ---- channels ---- */

static bool channel_rule(struct audit *audit, const struct jbc_channel *channel, uint32_t i) {
    return audit_that(audit, channel->team <= 1, CLAIM_FLAG, JBC_SECTION_CHANNEL, i);
}

static bool hours_rule(struct audit *audit, const struct jbc_hours *hours, uint32_t i) {
    uint32_t section = JBC_SECTION_HOURS;
    bool clocks = hours->from < JBC_DAY_MS && hours->to < JBC_DAY_MS;
    return audit_that(audit, clocks, CLAIM_HOURS, section, i) &&
           audit_that(audit, hours->days >= 1 && hours->days <= ALL_DAYS, CLAIM_DAYS, section, i) &&
           audit_that(audit, hours->deliver <= 1, CLAIM_FLAG, section, i);
}

/* ---- journeys ---- */

static bool journey_sizes(struct audit *audit, const struct jbc_journey *journey, uint32_t i) {
    uint32_t section = JBC_SECTION_JOURNEY;
    bool size = journey->run_size >= JBC_RUN_HEAD && journey->run_size <= JRT_RUN_MAX && journey->run_size % 8 == 0;
    bool area = journey->stage_area >= JBC_RUN_HEAD && journey->stage_area <= journey->run_size;
    return audit_that(audit, size, CLAIM_RUN_SIZE, section, i) && audit_that(audit, area, CLAIM_STAGE_AREA, section, i);
}

static bool journey_rule(struct audit *audit, const struct jbc_journey *journey, uint32_t i) {
    uint32_t section = JBC_SECTION_JOURNEY;
    bool after = journey->again == JBC_AGAIN_AFTER;
    bool length =
        after ? journey->again_after > 0 && journey->again_after <= JRT_DURATION_MAX : journey->again_after == 0;
    bool marked = (journey->again == JBC_AGAIN_ALWAYS) == (journey->mark == JBC_NONE);
    return audit_that(audit, journey->again < JBC_AGAIN_END, CLAIM_AGAIN, section, i) &&
           audit_that(audit, length, CLAIM_DURATION, section, i) && audit_that(audit, marked, CLAIM_MARK, section, i) &&
           audit_that(audit, journey->keep_out <= HUNDREDTHS, CLAIM_KEEP_OUT, section, i) &&
           audit_that(audit, (journey->key == JBC_NONE) == (journey->key_label == JBC_NONE), CLAIM_KEY, section, i) &&
           audit_that(audit, journey->stage_count >= 1, CLAIM_STAGES, section, i) && journey_sizes(audit, journey, i);
}

static bool stage_rule(struct audit *audit, const struct jbc_stage *stage, uint32_t i) {
    uint32_t owner = audit->owners[JBC_SECTION_STAGE][i].index;
    return audit_that(audit, stage->journey == owner, CLAIM_STAGE_JOURNEY, JBC_SECTION_STAGE, i);
}

static bool rename_rule(struct audit *audit, const struct jbc_rename *rename, uint32_t i) {
    bool ours = audit->program->stages[rename->stage].journey == rename->journey;
    return audit_that(audit, ours, CLAIM_RENAME, JBC_SECTION_RENAME, i);
}

/* ---- statements ---- */

static bool send_rule(struct audit *audit, const struct jbc_send *send, uint32_t i) {
    uint32_t section = JBC_SECTION_SEND;
    return audit_that(audit, send->alternative_count >= 1, CLAIM_ALTERNATIVES, section, i) &&
           audit_that(audit, send->always <= 1, CLAIM_FLAG, section, i) &&
           audit_that(audit, send->place < JBC_PLACE_END, CLAIM_PLACE_KIND, section, i);
}

static bool alternative_rule(struct audit *audit, const struct jbc_alternative *alternative, uint32_t i) {
    return audit_that(audit, alternative->param_count <= JRT_FIELDS_MAX, CLAIM_FIELDS_MAX, JBC_SECTION_ALTERNATIVE, i);
}

static bool param_rule(struct audit *audit, const struct jbc_param *param, uint32_t i) {
    uint32_t section = JBC_SECTION_PARAM;
    return audit_that(audit, is_type(param->type, param->item), CLAIM_TYPE, section, i) &&
           audit_that(audit, param->optional <= 1, CLAIM_FLAG, section, i) &&
           audit_that(audit, param->zero == 0, CLAIM_ZERO, section, i);
}

/* The parts' bounds rise to the whole, so that every hash finds its part. */
static bool split_rule(struct audit *audit, const struct jbc_split *split, uint32_t i) {
    if (!audit_that(audit, split->part_count >= 1, CLAIM_PARTS, JBC_SECTION_SPLIT, i)) return false;
    uint32_t last = 0;
    for (uint32_t part = split->first_part; part < split->first_part + split->part_count; part++) {
        uint32_t below = audit->program->parts[part].below;
        if (!audit_that(audit, below >= last && below <= HUNDREDTHS, CLAIM_PARTS_RISE, JBC_SECTION_PART, part))
            return false;
        last = below;
    }
    return audit_that(audit, last == HUNDREDTHS, CLAIM_PARTS_WHOLE, JBC_SECTION_SPLIT, i);
}

/* ---- functions ---- */

static bool func_rule(struct audit *audit, const struct jbc_func *func, uint32_t i) {
    uint32_t section = JBC_SECTION_FUNC;
    const struct jrt_program *program = audit->program;
    uint32_t begin = i == 0 ? 0 : program->funcs[i - 1].pc + program->funcs[i - 1].size;
    bool last = i + 1 == program->func_count;
    bool type = func->kind == JBC_FUNC_VALUE ? is_type(func->type & 15, func->type >> 4) : func->type == 0;
    return audit_that(audit, func->pc == begin, CLAIM_FUNC_ORDER, section, i) &&
           audit_that(audit, func->size >= 1 && func->size <= JRT_FUNC_MAX, CLAIM_FUNC_SIZE, section, i) &&
           audit_that(audit, func->size <= program->code_size - func->pc, CLAIM_FUNC_PLACE, section, i) &&
           audit_that(audit, !last || func->pc + func->size == program->code_size, CLAIM_FUNC_ALL, section, i) &&
           audit_that(audit, func->kind < JBC_FUNC_END, CLAIM_FUNC_KIND, section, i) &&
           audit_that(audit, type, CLAIM_FUNC_TYPE, section, i) &&
           audit_that(audit, func->stack <= JRT_STACK_MAX, CLAIM_STACK_MAX, section, i);
}

/* ---- all ---- */

#define RULE_OF(record)                                                                                                \
    for (uint32_t i = 0; i < audit->program->record##_count; i++)                                                      \
        if (!record##_rule(audit, &audit->program->record##s[i], i)) return false;

/* Functions come first: other records are judged by theirs. */
bool rules_check(struct audit *audit) {
    RULE_OF(func)
    RULE_OF(project)
    RULE_OF(enumeration)
    RULE_OF(event)
    RULE_OF(field)
    RULE_OF(slot)
    RULE_OF(trait)
    RULE_OF(history)
    RULE_OF(limit)
    RULE_OF(channel)
    RULE_OF(hours)
    RULE_OF(journey)
    RULE_OF(stage)
    RULE_OF(rename)
    RULE_OF(send)
    RULE_OF(alternative)
    RULE_OF(param)
    RULE_OF(split)
    return true;
}
