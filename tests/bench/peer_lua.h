/* The same job in LuaJIT, in this process: onboarding.lua is the journey, peer_lua.lua what it needs around it. */
#ifndef BENCH_PEER_LUA_H
#define BENCH_PEER_LUA_H

#include "workload.h"

/* Does the job. NULL, or why it can't: LuaJIT was not there when this was built. */
const char *peer_lua(const struct workload *workload, struct lines *lines, double *seconds);

/* `copies` copies of the journey in one chunk, under other names, as LuaJIT's bytecode. NULL, or why not. */
const char *peer_lua_dump(size_t copies, char **bytes, size_t *size);
/* Reads such bytecode into a fresh state; `seconds` takes the time of the reading alone. */
void peer_lua_undump(const char *bytes, size_t size, double *seconds);

#endif
