#include "crew.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

/* How often a thread looks before it goes to sleep: some 30 microseconds, about what it costs to be woken. */
#define LOOKS 2000u

/* What a thread is told at its start. */
struct member {
    struct crew *crew; /* whose */
    uint32_t index;    /* its piece of each work */
    pthread_t thread;  /* itself */
};

struct crew {
    pthread_mutex_t lock;                     /* for those who sleep */
    pthread_cond_t begun;                     /* there is work, or the end */
    pthread_cond_t done;                      /* the last piece is done */
    void (*work)(void *self, uint32_t index); /* what is to be done; NULL: the threads shall end. Set before `round` */
    void *self;                               /* passed to it */
    _Atomic uint32_t round;                   /* works handed out so far */
    _Atomic uint32_t left;                    /* pieces of the present one that threads have not done */
    uint32_t looks;                           /* before one sleeps; 0 where the threads share processors */
    uint32_t size;                            /* pieces of a work */
    uint32_t started;                         /* threads that run: members 1 to this */
    struct member *members;                   /* by index; the first is the caller */
};

/* ---- waiting ------------------------------------------------------------------------------------------------------- */

/* Tells the processor that this thread only waits. */
static inline void rest(void) {
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#endif
}

static inline bool is_round(const struct crew *crew, uint32_t round) {
    return atomic_load_explicit(&crew->round, memory_order_acquire) == round;
}

static inline bool is_done(const struct crew *crew) {
    return atomic_load_explicit(&crew->left, memory_order_acquire) == 0;
}

/* Until another work than this has been handed out. */
static void await_work(struct crew *crew, uint32_t round) {
    for (uint32_t look = 0; look < crew->looks && is_round(crew, round); look++) rest();
    if (!is_round(crew, round)) return;
    pthread_mutex_lock(&crew->lock);
    while (is_round(crew, round)) pthread_cond_wait(&crew->begun, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

/* Until the threads have done their pieces. */
static void await_done(struct crew *crew) {
    for (uint32_t look = 0; look < crew->looks && !is_done(crew); look++) rest();
    if (is_done(crew)) return;
    pthread_mutex_lock(&crew->lock);
    while (!is_done(crew)) pthread_cond_wait(&crew->done, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

/* ---- work ---------------------------------------------------------------------------------------------------------- */

/* Hands a work out to the threads. Both words that are waited for change under the lock, so that nobody goes to sleep
 * between his look and the change. */
static void hand_out(struct crew *crew, void (*work)(void *self, uint32_t index), void *self) {
    pthread_mutex_lock(&crew->lock);
    crew->work = work;
    crew->self = self;
    atomic_store_explicit(&crew->left, crew->started, memory_order_relaxed);
    atomic_fetch_add_explicit(&crew->round, 1, memory_order_release);
    pthread_cond_broadcast(&crew->begun);
    pthread_mutex_unlock(&crew->lock);
}

static void report(struct crew *crew) {
    pthread_mutex_lock(&crew->lock);
    if (atomic_fetch_sub_explicit(&crew->left, 1, memory_order_acq_rel) == 1) pthread_cond_signal(&crew->done);
    pthread_mutex_unlock(&crew->lock);
}

static void *serve(void *argument) {
    struct member *member = argument;
    struct crew *crew = member->crew;
    for (uint32_t round = 0;; round++) {
        await_work(crew, round);
        if (!crew->work) return NULL;
        crew->work(crew->self, member->index);
        report(crew);
    }
}

void crew_run(struct crew *crew, void (*work)(void *self, uint32_t index), void *self) {
    if (crew->size > 1) hand_out(crew, work, self);
    work(self, 0);
    if (crew->size > 1) await_done(crew);
}

/* ---- life ---------------------------------------------------------------------------------------------------------- */

struct crew *crew_new(uint32_t size) {
    struct crew *crew = calloc(1, sizeof *crew);
    if (!crew) return NULL;
    crew->size = size;
    crew->looks = sysconf(_SC_NPROCESSORS_ONLN) >= (long)size ? LOOKS : 0;
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->begun, NULL);
    pthread_cond_init(&crew->done, NULL);
    crew->members = calloc(size, sizeof *crew->members);
    bool fine = crew->members != NULL;
    for (uint32_t i = 1; i < size && fine; i++) {
        crew->members[i] = (struct member){.crew = crew, .index = i};
        fine = pthread_create(&crew->members[i].thread, NULL, serve, &crew->members[i]) == 0;
        if (fine) crew->started = i;
    }
    if (fine) return crew;
    crew_free(crew);
    return NULL;
}

void crew_free(struct crew *crew) {
    if (!crew) return;
    hand_out(crew, NULL, NULL);
    for (uint32_t i = 1; i <= crew->started; i++) pthread_join(crew->members[i].thread, NULL);
    pthread_cond_destroy(&crew->done);
    pthread_cond_destroy(&crew->begun);
    pthread_mutex_destroy(&crew->lock);
    free(crew->members);
    free(crew);
}

uint32_t crew_size(const struct crew *crew) {
    return crew->size;
}
