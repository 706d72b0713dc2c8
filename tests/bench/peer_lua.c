#include "peer_lua.h"

#ifndef BENCH_LUAJIT

static const char absent[] = "no LuaJIT (Debian: libluajit-5.1-dev)";

const char *peer_lua(const struct workload *workload, struct lines *lines, double *seconds) {
    (void)workload, (void)lines, (void)seconds;
    return absent;
}

const char *peer_lua_dump(size_t copies, char **bytes, size_t *size) {
    (void)copies, (void)bytes, (void)size;
    return absent;
}

void peer_lua_undump(const char *bytes, size_t size, double *seconds) {
    (void)bytes, (void)size, (void)seconds;
}

#else

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script.h"

#define JOURNEY "tests/bench/onboarding.lua"
#define AROUND "tests/bench/peer_lua.lua"

static lua_State *open_state(void) {
    lua_State *lua = luaL_newstate();
    if (!lua) {
        fputs("LuaJIT has no memory\n", stderr);
        exit(2);
    }
    luaL_openlibs(lua);
    return lua;
}

static void must(lua_State *lua, int status) {
    if (status == 0) return;
    fprintf(stderr, "LuaJIT: %s\n", lua_tostring(lua, -1));
    exit(2);
}

const char *peer_lua(const struct workload *workload, struct lines *lines, double *seconds) {
    lua_State *lua = open_state();
    void (*add)(struct lines *, int64_t, const char *, const char *) = lines_add;
    void *add_address;
    memcpy(&add_address, &add, sizeof add_address);
    must(lua, luaL_loadfile(lua, AROUND));
    must(lua, lua_pcall(lua, 0, 1, 0));
    must(lua, luaL_loadfile(lua, JOURNEY));
    must(lua, lua_pcall(lua, 0, 1, 0));
    lua_pushlightuserdata(lua, workload->events);
    lua_pushnumber(lua, (lua_Number)workload->count);
    lua_pushlightuserdata(lua, add_address);
    lua_pushlightuserdata(lua, lines);
    double begin = workload_clock();
    must(lua, lua_pcall(lua, 5, 0, 0));
    *seconds = workload_clock() - begin;
    lua_close(lua);
    return NULL;
}

/* ---- loading ------------------------------------------------------------------------------------------------------- */

/* The source of one chunk that returns the makers of all copies. */
static char *many(size_t copies) {
    char *source = script_file(JOURNEY);
    size_t room = copies * (strlen(source) + 128) + 128;
    char *made = workload_need(malloc(room));
    char *end = made + sprintf(made, "local makers = {}\n");
    for (size_t i = 0; i < copies; i++) {
        char name[64], event[64];
        snprintf(name, sizeof name, "\"onboarding_%04zu\"", i);
        snprintf(event, sizeof event, "events.signed_up_%04zu(", i);
        char *renamed = script_replace(source, "\"onboarding\"", name);
        char *copy = script_replace(renamed, "events.signed_up(", event);
        end += sprintf(end, "makers[%zu] = (function()\n%s\nend)()\n", i + 1, copy);
        free(renamed);
        free(copy);
    }
    sprintf(end, "return makers\n");
    free(source);
    return made;
}

/* Bytes being collected. */
struct dump {
    char *bytes; /* so far */
    size_t size; /* how many */
};

static int collect(lua_State *lua, const void *bytes, size_t size, void *self) {
    struct dump *dump = self;
    (void)lua;
    dump->bytes = workload_need(realloc(dump->bytes, dump->size + size));
    memcpy(dump->bytes + dump->size, bytes, size);
    dump->size += size;
    return 0;
}

const char *peer_lua_dump(size_t copies, char **bytes, size_t *size) {
    lua_State *lua = open_state();
    struct dump dump = {0};
    char *source = many(copies);
    must(lua, luaL_loadbuffer(lua, source, strlen(source), "journeys"));
    must(lua, lua_dump(lua, collect, &dump));
    lua_close(lua);
    free(source);
    *bytes = dump.bytes;
    *size = dump.size;
    return NULL;
}

void peer_lua_undump(const char *bytes, size_t size, double *seconds) {
    lua_State *lua = open_state();
    double begin = workload_clock();
    must(lua, luaL_loadbuffer(lua, bytes, size, "journeys"));
    *seconds = workload_clock() - begin;
    lua_close(lua);
}

#endif
