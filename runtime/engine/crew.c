#include "crew.h"

#include <pthread.h>
#include <stdlib.h>

/* What a thread is told at its start. */
struct member {
    struct crew *crew; /* whose */
    uint32_t index;    /* its piece of each work */
    pthread_t thread;  /* itself */
};

struct crew {
    pthread_mutex_t lock;                     /* of all that follows */
    pthread_cond_t begun;                     /* there is work, or the end */
    pthread_cond_t done;                      /* the last piece is done */
    void (*work)(void *self, uint32_t index); /* what is to be done */
    void *self;                               /* passed to it */
    uint64_t round;                           /* works handed out so far */
    uint32_t left;                            /* pieces of the present one that threads have not done */
    uint32_t size;                            /* pieces of a work */
    uint32_t started;                         /* threads that run: members 1 to this */
    bool over;                                /* the threads shall end */
    struct member *members;                   /* by index; the first is the caller */
};

static void *serve(void *argument) {
    struct member *member = argument;
    struct crew *crew = member->crew;
    uint64_t seen = 0;
    pthread_mutex_lock(&crew->lock);
    for (;;) {
        while (crew->round == seen && !crew->over) pthread_cond_wait(&crew->begun, &crew->lock);
        if (crew->over) break;
        seen = crew->round;
        pthread_mutex_unlock(&crew->lock);
        crew->work(crew->self, member->index);
        pthread_mutex_lock(&crew->lock);
        if (--crew->left == 0) pthread_cond_signal(&crew->done);
    }
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

struct crew *crew_new(uint32_t size) {
    struct crew *crew = calloc(1, sizeof *crew);
    if (!crew) return NULL;
    crew->size = size;
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
    pthread_mutex_lock(&crew->lock);
    crew->over = true;
    pthread_cond_broadcast(&crew->begun);
    pthread_mutex_unlock(&crew->lock);
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

void crew_run(struct crew *crew, void (*work)(void *self, uint32_t index), void *self) {
    if (crew->size > 1) {
        pthread_mutex_lock(&crew->lock);
        crew->work = work;
        crew->self = self;
        crew->left = crew->size - 1;
        crew->round++;
        pthread_cond_broadcast(&crew->begun);
        pthread_mutex_unlock(&crew->lock);
    }
    work(self, 0);
    if (crew->size == 1) return;
    pthread_mutex_lock(&crew->lock);
    while (crew->left > 0) pthread_cond_wait(&crew->done, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}
