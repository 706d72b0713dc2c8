#include "peer_sqlite.h"

#ifndef BENCH_SQLITE

const char *peer_sqlite(const struct workload *workload, const char *path, size_t group, struct lines *lines,
                        double *seconds) {
    (void)workload, (void)path, (void)group, (void)lines, (void)seconds;
    return "no SQLite (Debian: libsqlite3-dev)";
}

#else

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DAY 86400000ll

enum place { NOWHERE, WELCOME, TIP, ACTIVE, ACTIVE_STAYS, REPORT, ENDED };

/* A row of the table. */
struct user {
    char id[16];      /* key */
    enum place place; /* in the journey */
    int64_t due;      /* of its wait; 0: none */
    int64_t sent[3];  /* the newest messages, newest first; 0: none */
};

struct job {
    sqlite3 *database;    /* open */
    sqlite3_stmt *find;   /* by id */
    sqlite3_stmt *insert; /* a user who enters */
    sqlite3_stmt *update; /* a user who is known */
    sqlite3_stmt *due;    /* the earliest user who waits */
    sqlite3_stmt *action; /* a line of output: as durable as the state that it goes with */
    sqlite3_stmt *begin;  /* a transaction */
    sqlite3_stmt *commit; /* it */
    struct lines *lines;  /* output */
    int64_t next_due;     /* nothing is due before it */
};

static void must(struct job *job, int status) {
    if (status == SQLITE_OK || status == SQLITE_DONE || status == SQLITE_ROW) return;
    fprintf(stderr, "SQLite: %s\n", sqlite3_errmsg(job->database));
    exit(2);
}

static void run(struct job *job, sqlite3_stmt *statement) {
    must(job, sqlite3_step(statement));
    must(job, sqlite3_reset(statement));
}

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static void read_user(sqlite3_stmt *row, struct user *user) {
    memcpy(user->id, sqlite3_column_blob(row, 0), sizeof user->id);
    user->place = (enum place)sqlite3_column_int(row, 1);
    user->due = sqlite3_column_int64(row, 2);
    for (int i = 0; i < 3; i++) user->sent[i] = sqlite3_column_int64(row, 3 + i);
}

static int find(struct job *job, const char *id, struct user *user) {
    sqlite3_bind_blob(job->find, 1, id, sizeof user->id, SQLITE_STATIC);
    int status = sqlite3_step(job->find);
    must(job, status);
    if (status == SQLITE_ROW) read_user(job->find, user);
    must(job, sqlite3_reset(job->find));
    return status == SQLITE_ROW;
}

static void write_user(struct job *job, sqlite3_stmt *statement, const struct user *user) {
    sqlite3_bind_blob(statement, 1, user->id, sizeof user->id, SQLITE_STATIC);
    sqlite3_bind_int(statement, 2, (int)user->place);
    if (user->due)
        sqlite3_bind_int64(statement, 3, user->due);
    else
        sqlite3_bind_null(statement, 3);
    for (int i = 0; i < 3; i++) sqlite3_bind_int64(statement, 4 + i, user->sent[i]);
    run(job, statement);
    if (user->due && user->due < job->next_due) job->next_due = user->due;
}

static void out(struct job *job, int64_t now, const struct user *user, const char *what) {
    lines_add(job->lines, now, user->id, what);
    sqlite3_bind_int64(job->action, 1, now);
    sqlite3_bind_blob(job->action, 2, user->id, sizeof user->id, SQLITE_STATIC);
    sqlite3_bind_text(job->action, 3, what, -1, SQLITE_STATIC);
    run(job, job->action);
}

/* ---- the journey --------------------------------------------------------------------------------------------------- */

static void message(struct job *job, int64_t now, struct user *user, const char *send, const char *skip) {
    if (user->sent[2] != 0 && user->sent[2] > now - 7 * DAY) {
        out(job, now, user, skip);
        return;
    }
    user->sent[2] = user->sent[1];
    user->sent[1] = user->sent[0];
    user->sent[0] = now;
    out(job, now, user, send);
}

static void wait_in(struct user *user, enum place place, int64_t due) {
    user->place = place;
    user->due = due;
}

static void enter_active(struct job *job, int64_t now, struct user *user) {
    message(job, now, user, "send in_app activated", "skip in_app activated");
    wait_in(user, ACTIVE, now + 7 * DAY);
}

static void leave(struct job *job, int64_t now, struct user *user, const char *what) {
    out(job, now, user, what);
    wait_in(user, ENDED, 0);
}

static void fire(struct job *job, struct user *user) {
    int64_t now = user->due;
    user->due = 0;
    switch (user->place) {
    case WELCOME:
        message(job, now, user, "send in_app tip", "skip in_app tip");
        wait_in(user, TIP, now + 4 * DAY);
        break;
    case TIP:
        out(job, now, user, "send task call");
        leave(job, now, user, "exit called");
        break;
    case ACTIVE:
        message(job, now, user, "send email nudge", "skip email nudge");
        user->place = ACTIVE_STAYS;
        break;
    case REPORT: leave(job, now, user, "exit not_upgraded"); break;
    case NOWHERE:
    case ACTIVE_STAYS:
    case ENDED: break;
    }
    write_user(job, job->update, user);
}

/* Everything due before `now`, the earliest first. */
static void fire_due(struct job *job, int64_t now) {
    while (job->next_due < now) {
        struct user user;
        int status = sqlite3_step(job->due);
        must(job, status);
        if (status == SQLITE_ROW) read_user(job->due, &user);
        must(job, sqlite3_reset(job->due));
        if (status != SQLITE_ROW) {
            job->next_due = INT64_MAX;
        } else {
            job->next_due = user.due;
            if (user.due < now) fire(job, &user);
        }
    }
}

/* 1: the user has changed. */
static int react(struct job *job, const struct workload_event *event, struct user *user) {
    switch (user->place) {
    case WELCOME:
        if (event->name != PROJECT_CREATED || event->count < 1) return 0;
        enter_active(job, event->time, user);
        return 1;
    case TIP:
        if (event->name != PROJECT_CREATED) return 0;
        enter_active(job, event->time, user);
        return 1;
    case ACTIVE:
    case ACTIVE_STAYS:
        if (event->name == INVITED_TEAMMATE && user->place == ACTIVE) {
            wait_in(user, ACTIVE_STAYS, 0);
            return 1;
        }
        if (event->name != REPORT_CREATED) return 0;
        out(job, event->time, user, "milestone first_report");
        message(job, event->time, user, "send email congrats", "skip email congrats");
        wait_in(user, REPORT, event->time + 14 * DAY);
        return 1;
    case REPORT:
        if (event->name != UPGRADED) return 0;
        leave(job, event->time, user, "exit upgraded");
        return 1;
    case NOWHERE:
    case ENDED: break;
    }
    return 0;
}

static void take(struct job *job, const struct workload_event *event) {
    struct user user = {0};
    if (event->name == LOGIN || event->name == VIDEO_WATCHED || event->name == NOISE_EVENT) return;
    if (event->name == SIGNED_UP) {
        if (event->plan == 0 || find(job, event->id, &user)) return;
        memcpy(user.id, event->id, sizeof user.id);
        message(job, event->time, &user, "send email welcome", "skip email welcome");
        wait_in(&user, WELCOME, event->time + 3 * DAY);
        write_user(job, job->insert, &user);
        return;
    }
    if (find(job, event->id, &user) && react(job, event, &user)) write_user(job, job->update, &user);
}

/* ---- the database -------------------------------------------------------------------------------------------------- */

static void prepare(struct job *job, const char *sql, sqlite3_stmt **statement) {
    must(job, sqlite3_prepare_v3(job->database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL));
}

static void remove_files(const char *path) {
    char other[512];
    unlink(path);
    snprintf(other, sizeof other, "%s-wal", path);
    unlink(other);
    snprintf(other, sizeof other, "%s-shm", path);
    unlink(other);
}

static void open_database(struct job *job, const char *path) {
    remove_files(path);
    must(job, sqlite3_open(path, &job->database));
    must(job,
         sqlite3_exec(job->database,
                      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA locking_mode=EXCLUSIVE;"
                      "PRAGMA cache_size=-262144; PRAGMA temp_store=MEMORY;"
                      "CREATE TABLE users (id BLOB PRIMARY KEY, place INT, due INT, newest INT, second INT, third INT)"
                      " WITHOUT ROWID;"
                      "CREATE TABLE actions (time INT, user BLOB, what TEXT);"
                      "CREATE INDEX due ON users (due) WHERE due IS NOT NULL;",
                      NULL, NULL, NULL));
    prepare(job, "SELECT id, place, due, newest, second, third FROM users WHERE id = ?", &job->find);
    prepare(job, "INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)", &job->insert);
    prepare(job, "UPDATE users SET place = ?2, due = ?3, newest = ?4, second = ?5, third = ?6 WHERE id = ?1",
            &job->update);
    prepare(job, "SELECT id, place, due, newest, second, third FROM users WHERE due IS NOT NULL ORDER BY due LIMIT 1",
            &job->due);
    prepare(job, "INSERT INTO actions VALUES (?, ?, ?)", &job->action);
    prepare(job, "BEGIN", &job->begin);
    prepare(job, "COMMIT", &job->commit);
}

static void close_database(struct job *job, const char *path) {
    sqlite3_stmt *statements[] = {job->find, job->insert, job->update, job->due, job->action, job->begin, job->commit};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) sqlite3_finalize(statements[i]);
    sqlite3_close(job->database);
    remove_files(path);
}

const char *peer_sqlite(const struct workload *workload, const char *path, size_t group, struct lines *lines,
                        double *seconds) {
    struct job job = {.lines = lines, .next_due = INT64_MAX};
    open_database(&job, path);
    double begin = workload_clock();
    for (size_t i = 0; i < workload->count; i++) {
        if (i % group == 0) run(&job, job.begin);
        fire_due(&job, workload->events[i].time);
        take(&job, &workload->events[i]);
        if (i + 1 == workload->count) fire_due(&job, workload->events[i].time + 1);
        if (i % group == group - 1 || i + 1 == workload->count) run(&job, job.commit);
    }
    *seconds = workload_clock() - begin;
    close_database(&job, path);
    return NULL;
}

#endif
