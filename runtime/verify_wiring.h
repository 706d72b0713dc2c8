/* A step of the verification: who uses what. Each function that a record names is of the kind and type that its place
 * asks for, and touches only slots that exist there; each slot that a record names is of the right storage and in the
 * right part of the state; each place where the runtime goes on is an instruction of the right function. waiting.h does
 * the same for triggers and waits, by the functions below. Needs: code. */
#ifndef JRT_VERIFY_WIRING_H
#define JRT_VERIFY_WIRING_H

#include "verify_audit.h"

/* Where the user of a function or a slot stands. */
struct wiring_place {
    struct audit *audit; /* of the whole */
    uint32_t journey;    /* whose run is at hand, JBC_NONE: no run */
    uint32_t stage;      /* that the run is in, JBC_NONE: any */
    uint32_t section;    /* of the record that uses it */
    uint32_t index;      /* of the record */
};

enum wiring_area {
    WIRING_FIXED, /* the fixed part */
    WIRING_RUN,   /* what lives with the run */
    WIRING_STAGE, /* what lives with the stage */
    WIRING_EITHER /* one of the last two */
};

bool wiring_check(struct audit *audit);

/* May the place use this function, or none? `type` 0: the kind says it all; else as audit_type makes it. */
bool wiring_func(const struct wiring_place *place, uint32_t func, enum jbc_func_kind kind, uint8_t type);

/* The same for a function that belongs to the place's record alone and is part of the journey. */
bool wiring_own(const struct wiring_place *place, uint32_t func, enum jbc_func_kind kind);

/* May the place use this slot? It must not be JBC_NONE. */
bool wiring_slot(const struct wiring_place *place, uint32_t slot, enum jbc_storage storage, enum wiring_area area);

/* The runtime goes on at `pc`, which must be in the function and not before `least`. */
bool wiring_entry(const struct wiring_place *place, uint32_t func, uint32_t pc, uint32_t least);

#endif
