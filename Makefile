# The build. `make help` lists what it can do; CONTRIBUTING.md says when to use which.
# Settings: CC=clang  SANITIZE=1  PARANOID=1  BUILD=dir  CFLAGS=...  PREFIX=/usr/local  DESTDIR=  T=60 (seconds for each fuzzer)
#           N=1000 SEED=1 (cases of make differential and make promises, and the first of them)
#           ONLY="lang: split" (only the tests whose kind and name contain this)

BUILD    ?= build
PREFIX   ?= /usr/local
LIBDIR   ?= $(PREFIX)/lib
DESTDIR  ?=
SANITIZE ?=
PARANOID ?=
T        ?= 60
N        ?= 1000
SEED     ?= 1
ONLY     ?=

# The version is said once, in jrt.h.
VERSION   := $(shell sed -n 's/^\#define JRT_VERSION "\(.*\)"/\1/p' runtime/jrt.h)
SOVERSION := $(firstword $(subst ., ,$(VERSION)))

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := $(if $(findstring clang,$(CC)),clang++,g++)
endif
BISON ?= bison
FLEX  ?= flex
PYTHON ?= python3
PKG_CONFIG ?= pkg-config

# ---- flags ---------------------------------------------------------------------------------------------------------

OPTIMIZE := -O2 -g
ifeq ($(SANITIZE),1)
OPTIMIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
endif
ifeq ($(SANITIZE),thread)
OPTIMIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=thread
endif
ifeq ($(SANITIZE),coverage)
# Counted by several threads at once: without the last word some ways are lost, others each time.
OPTIMIZE := -O0 -g --coverage -fprofile-update=atomic
endif
ifeq ($(SANITIZE),fuzzer)
OPTIMIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
endif
# The interpreter checks itself at each step; see runtime/paranoid.h. Nothing of it is in other builds.
ifeq ($(PARANOID),1)
OPTIMIZE += -DJRT_PARANOID
endif
CFLAGS   ?=
CXXFLAGS ?= $(CFLAGS)
LDFLAGS  ?=

WARN     := -Wall -Wextra -Wshadow -Wconversion -Werror
C_WARN   := $(WARN) -Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum
C_FLAGS   = -std=c11 $(OPTIMIZE) -fPIC -fno-semantic-interposition -MMD -MP $(CFLAGS)
CXX_FLAGS = -std=c++17 $(OPTIMIZE) -fPIC -fno-exceptions -fno-rtti -MMD -MP $(WARN) $(CXXFLAGS)

# What a folder may see is also what its compiler calls are given: the core has its own folder and the C library only.
# By quotes alone, for runtime/limits.h must not stand in for the C library's.
CORE_INC     := -iquote runtime -fvisibility=hidden
ENGINE_INC   := -iquote runtime -iquote runtime/engine -D_DEFAULT_SOURCE
COMPILER_INC := -fvisibility=hidden -iquote compiler -iquote runtime -iquote grammar -iquote $(BUILD)/grammar -D_DEFAULT_SOURCE
CLI_INC      := -iquote cli -iquote compiler -iquote runtime -iquote runtime/engine -D_DEFAULT_SOURCE -DJOURNEY_VERSION='"$(VERSION)"'
TEST_INC     := -iquote . -iquote tests/unit -iquote cli -iquote compiler -iquote runtime -iquote runtime/engine -iquote $(BUILD)/grammar -D_DEFAULT_SOURCE

pkg_cflags = $(shell $(PKG_CONFIG) --cflags $(1) 2>/dev/null)
pkg_libs   = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)
LIBS := -Wl,--as-needed $(call pkg_libs,jansson) -pthread -lm
# The command starts in half the time if the linker has less to look for: what can be linked into it is.
JANSSON_A := $(wildcard $(shell $(CC) -print-file-name=libjansson.a))
COMMAND_LIBS := -static-libgcc -Wl,--as-needed $(if $(JANSSON_A),$(JANSSON_A),$(call pkg_libs,jansson)) -pthread -lm

# Libraries that most commands need nothing of are opened when they are needed: the name that the linker would note down.
late_library = -D$(1)='"$(shell objdump -p "$$($(CC) -print-file-name=lib$(2).so)" | sed -n 's/^ *SONAME *//p')"'

# ---- sources -------------------------------------------------------------------------------------------------------

GRAMMAR_GEN := $(BUILD)/grammar/journey.tab.c $(BUILD)/grammar/journey.lex.c
GRAMMAR_H   := $(BUILD)/grammar/journey.tab.h $(BUILD)/grammar/journey.lex.h

objs = $(patsubst %,$(BUILD)/obj/%.o,$(basename $(wildcard $(1))))
CORE_OBJ     := $(call objs,runtime/*.c)
ENGINE_OBJ   := $(call objs,runtime/engine/*.c runtime/engine/*.cc)
GRAMMAR_OBJ  := $(if $(wildcard grammar/journey.l),$(patsubst $(BUILD)/%.c,$(BUILD)/obj/gen/%.o,$(GRAMMAR_GEN)))
COMPILER_OBJ := $(call objs,compiler/*.c) $(GRAMMAR_OBJ)
CLI_OBJ      := $(call objs,cli/*.c)
CLI_LIB_OBJ  := $(filter-out $(BUILD)/obj/cli/main.o,$(CLI_OBJ))
UNIT_SUPPORT := $(call objs,$(filter-out tests/unit/test_%.c,$(wildcard tests/unit/*.c)))
UNIT_SRC     := $(wildcard tests/unit/test_*.c)
UNIT_PROG    := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(UNIT_SRC))
FUZZ_SRC     := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_SUPPORT := $(patsubst %,$(BUILD)/obj/%.o,$(basename $(filter-out $(FUZZ_SRC) tests/fuzz/replay.c,$(wildcard tests/fuzz/*.c))))
FUZZ_PROG    := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(FUZZ_SRC))
REPLAY_PROG  := $(patsubst tests/fuzz/fuzz_%.c,$(BUILD)/tests/replay_%,$(FUZZ_SRC))
BENCH_SRC    := $(wildcard tests/bench/bench_*.c)
BENCH_PROG   := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(BENCH_SRC)) $(BUILD)/bench/empty
BENCH_PARTS  := $(call objs,$(filter-out $(BENCH_SRC) tests/bench/empty.c,$(wildcard tests/bench/*.c tests/bench/*.cc)))

LIBJRT := $(BUILD)/libjrt.a
LIBJDL := $(BUILD)/libjdl.a
LIBENGINE := $(BUILD)/libengine.a
SHARED := $(if $(CORE_OBJ),$(BUILD)/libjrt.so.$(SOVERSION)) $(if $(COMPILER_OBJ),$(BUILD)/libjdl.so.$(SOVERSION))
ARCHIVES := $(LIBJDL) $(LIBENGINE) $(LIBJRT)

# ---- what one asks for ---------------------------------------------------------------------------------------------

.PHONY: all shared help test test-programs install layers fmt fmt-check docs docs-check editors pictures bench bench-full bench-xstate differential promises fuzz fuzz-programs mutants faults coverage analyze valgrind ci clean
.DELETE_ON_ERROR:
.SECONDARY:

all: $(BUILD)/journey $(LIBJRT) $(LIBJDL) shared

shared: $(SHARED)

help:
	@echo 'make                build/journey, build/libjrt.a, build/libjdl.a and the shared libraries'
	@echo 'make test           everything under address and undefined-behaviour sanitizers, with a total at the end'
	@echo 'make layers         check the direction of every include'
	@echo 'make docs           write docs/bytecode.md and docs/errors.md from their definitions'
	@echo 'make editors        write editors/ (TextMate and Vim syntax) from the words of the grammar'
	@echo 'make pictures       draw the examples anew, into docs/pictures'
	@echo 'make fmt            lay the C sources out; make fmt-check only looks'
	@echo 'make bench          the measurements; bench-full: in the large sizes; bench-xstate: fetches XState for them'
	@echo 'make differential   compare the runtime with the second evaluator on N=1000 random cases from SEED=1 on'
	@echo 'make promises       attack the proofs of promises in N=1000 random journeys from SEED=1 on'
	@echo 'make fuzz T=60      each fuzzer for T seconds (needs clang)'
	@echo 'make mutants T=60   break the verifier and the check of states in many ways, and see that a fuzzer notices within T seconds'
	@echo 'make faults         every allocation fails for every script of the language, every call of the C library under every command'
	@echo 'make coverage       lines and branches of runtime/ that the tests run; MISSING=1 lists the others'
	@echo 'make analyze        cppcheck, gcc -fanalyzer and clang-tidy over the C sources'
	@echo 'make valgrind       the runtime'"'"'s unit tests and an example under valgrind'
	@echo 'make ci             thread sanitizer, random cases, fuzzers, static analysis and valgrind, each for a short while'
	@echo 'make install        DESTDIR= PREFIX=/usr/local'
	@echo 'Settings: CC=clang SANITIZE=1 BUILD=dir'

# ---- generated parser and scanner ----------------------------------------------------------------------------------

$(BUILD)/grammar/journey.tab.c: grammar/journey.y | $(BUILD)/grammar
	$(BISON) -Wall -Wcounterexamples -Werror -d -o $@ $<

$(BUILD)/grammar/journey.tab.h: $(BUILD)/grammar/journey.tab.c ;

$(BUILD)/grammar/journey.lex.c: grammar/journey.l | $(BUILD)/grammar
	$(FLEX) -o $@ --header-file=$(BUILD)/grammar/journey.lex.h $<

$(BUILD)/grammar/journey.lex.h: $(BUILD)/grammar/journey.lex.c ;

$(BUILD)/grammar:
	@mkdir -p $@

# ---- objects -------------------------------------------------------------------------------------------------------

$(BUILD)/obj/runtime/engine/%.o: runtime/engine/%.c
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(C_WARN) $(ENGINE_INC) -c $< -o $@

$(BUILD)/obj/runtime/engine/json_index.o: CXX_FLAGS += $(call late_library,SIMDJSON_FILE,simdjson)
# Without this, functions of the library's header that nothing calls would have to be linked.
$(BUILD)/obj/runtime/engine/json_index.o: CXX_FLAGS += $(if $(filter coverage,$(SANITIZE)),-O2 -fno-profile-arcs -fno-test-coverage)
$(BUILD)/obj/cli/graph_svg.o: C_FLAGS += $(call late_library,GRAPHVIZ_FILE,gvc)

# The folders are for quoted names alone here: simdjson asks for the system's <limits.h>, and we have one of that name.
$(BUILD)/obj/runtime/engine/%.o: runtime/engine/%.cc
	@mkdir -p $(@D)
	$(CXX) $(CXX_FLAGS) $(subst -I,-iquote ,$(ENGINE_INC)) $(call pkg_cflags,simdjson) -c $< -o $@

$(BUILD)/obj/runtime/%.o: runtime/%.c
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(C_WARN) $(CORE_INC) -c $< -o $@

$(BUILD)/obj/compiler/%.o: compiler/%.c | $(if $(GRAMMAR_OBJ),$(GRAMMAR_H))
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(C_WARN) $(COMPILER_INC) -c $< -o $@

# The generated files are not ours to mend, so their warnings are not errors.
$(BUILD)/obj/gen/grammar/%.o: $(BUILD)/grammar/%.c | $(GRAMMAR_H)
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) -w $(COMPILER_INC) -c $< -o $@

$(BUILD)/obj/cli/%.o: cli/%.c
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(C_WARN) $(CLI_INC) $(call pkg_cflags,libcgraph) -c $< -o $@

$(BUILD)/obj/tests/%.o: tests/%.c | $(if $(GRAMMAR_OBJ),$(GRAMMAR_H))
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(C_WARN) $(TEST_INC) -c $< -o $@

# ---- libraries and programs ----------------------------------------------------------------------------------------

$(LIBJRT): $(CORE_OBJ)
$(LIBENGINE): $(ENGINE_OBJ)
$(LIBJDL): $(COMPILER_OBJ)
$(ARCHIVES):
	@mkdir -p $(@D)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/libjrt.so.$(SOVERSION): $(CORE_OBJ)
	$(CC) $(OPTIMIZE) -shared -Wl,-soname,$(@F) $(LDFLAGS) $(CORE_OBJ) -o $@
	ln -sf $(@F) $(BUILD)/libjrt.so

$(BUILD)/libjdl.so.$(SOVERSION): $(COMPILER_OBJ)
	$(CC) $(OPTIMIZE) -shared -Wl,-soname,$(@F) $(LDFLAGS) $(COMPILER_OBJ) $(LIBS) -o $@
	ln -sf $(@F) $(BUILD)/libjdl.so

$(BUILD)/journey: $(CLI_OBJ) $(ARCHIVES)
	$(CXX) $(OPTIMIZE) $(LDFLAGS) $(CLI_OBJ) $(ARCHIVES) $(COMMAND_LIBS) -o $@

# ---- tests ---------------------------------------------------------------------------------------------------------

test:
	+$(MAKE) --no-print-directory BUILD=$(BUILD)/san SANITIZE=1 test-programs
	$(PYTHON) tests/run.py --build $(BUILD)/san --cc "$(CC)" --only "$(ONLY)"

test-programs: $(BUILD)/journey $(BUILD)/tests/dump_ast $(BUILD)/tests/take_over $(BUILD)/tests/starve $(UNIT_PROG) $(REPLAY_PROG)

# The second evaluator reads the syntax tree from the parser, and nothing else of ours.
$(BUILD)/tests/dump_ast $(BUILD)/tests/take_over: $(BUILD)/tests/%: $(BUILD)/obj/tests/reference/%.o $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(OPTIMIZE) $(LDFLAGS) $< $(ARCHIVES) $(LIBS) -o $@

differential: $(BUILD)/journey $(BUILD)/tests/dump_ast $(BUILD)/tests/take_over
	$(PYTHON) tests/reference/differential.py $(N) $(SEED) --journey $(BUILD)/journey --dump-ast $(BUILD)/tests/dump_ast \
	  --take-over $(BUILD)/tests/take_over --keep $(BUILD)/differential

promises: $(BUILD)/journey
	$(PYTHON) tests/promises.py $(BUILD)/journey $(N) $(SEED) --keep $(BUILD)/promises

$(BUILD)/tests/test_%: $(BUILD)/obj/tests/unit/test_%.o $(UNIT_SUPPORT) $(CLI_LIB_OBJ) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(OPTIMIZE) $(LDFLAGS) $^ $(call pkg_libs,cmocka) $(LIBS) -o $@

# The engine calls malloc itself, so its allocations fail by wrapping that.
$(BUILD)/tests/test_faults $(BUILD)/tests/starve: LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
$(BUILD)/tests/test_faults: $(BUILD)/obj/tests/faults/memory.o

# The scripts of the language with memory that runs out; pieces.o stands in for the compiler's arena.o.
$(BUILD)/tests/starve: $(call objs,tests/faults/starve.c tests/faults/timeline.c tests/faults/memory.c tests/faults/pieces.c) $(CLI_LIB_OBJ) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(OPTIMIZE) $(LDFLAGS) $^ $(LIBS) -o $@

# A fuzzer's check over the files of its corpus, without a fuzzing engine.
$(BUILD)/tests/replay_%: $(BUILD)/obj/tests/fuzz/fuzz_%.o $(BUILD)/obj/tests/fuzz/replay.o $(FUZZ_SUPPORT) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(OPTIMIZE) $(LDFLAGS) $^ $(LIBS) -o $@

fuzz:
	+$(MAKE) --no-print-directory CC=clang CXX=clang++ BUILD=$(BUILD)/libfuzzer SANITIZE=fuzzer PARANOID=1 fuzz-programs
	tools/fuzz $(BUILD)/libfuzzer/fuzz $(T) $(BUILD)/libfuzzer/journey

fuzz-programs: $(FUZZ_PROG) $(BUILD)/journey

# The verifier, and the check of states, are broken in one place after the other, and a fuzzer must notice.
mutants:
	+$(MAKE) --no-print-directory CC=clang CXX=clang++ BUILD=$(BUILD)/libfuzzer SANITIZE=fuzzer PARANOID=1 fuzz-programs
	tools/fuzz-seeds $(BUILD)/libfuzzer/journey $(BUILD)/libfuzzer/fuzz/seeds
	$(PYTHON) tests/mutants/mutants.py $(BUILD)/libfuzzer --seconds $(T)

# Every allocation fails for every script of the language, and every call of the C library under every command, where
# `make test` takes a sample of both.
faults:
	+$(MAKE) --no-print-directory BUILD=$(BUILD)/san SANITIZE=1 $(BUILD)/san/journey $(BUILD)/san/tests/starve
	ls tests/lang/*.journey tests/lang/run/*/*.journey | xargs -P 2 -n 16 $(BUILD)/san/tests/starve
	JOURNEY=$(abspath $(BUILD))/san/journey CC="$(CC)" $(PYTHON) tests/faults/faults.py

# What the unit tests, the scripts of the language, the recipes, the examples and the corpora run of the runtime's core. It
# fails where something is left that tools/coverage.left does not account for.
coverage:
	+$(MAKE) --no-print-directory BUILD=$(BUILD)/coverage SANITIZE=coverage test-programs
	find $(BUILD)/coverage -name '*.gcda' -delete
	for kind in unit lang recipes examples corpus; do \
	  $(PYTHON) tests/run.py --build $(BUILD)/coverage --cc "$(CC)" --only "$$kind:" | tail -n 1 || exit 1; done
	$(PYTHON) tools/coverage $(BUILD)/coverage $(if $(MISSING),--missing)

analyze: $(GRAMMAR_H)
	tools/analyze $(BUILD)

ci:
	tools/ci

# A subset, for valgrind takes its time: it sees what is read before it was written, which the sanitizers don't.
VALGRIND := valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite
VALGRIND_TESTS := test_program test_step test_takeover test_verify test_timers test_user_table test_faults
valgrind: $(BUILD)/journey $(VALGRIND_TESTS:%=$(BUILD)/tests/%)
	for test in $(VALGRIND_TESTS); do $(VALGRIND) $(BUILD)/tests/$$test >/dev/null || exit 1; done
	$(VALGRIND) $(BUILD)/journey test examples/winback >/dev/null
	$(VALGRIND) $(BUILD)/journey run examples/winback --events examples/winback/sample.jsonl --shards 2 >/dev/null

$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/%.o $(FUZZ_SUPPORT) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(OPTIMIZE) -fsanitize=fuzzer $(LDFLAGS) $^ $(LIBS) -o $@

# What the measurements compare with, where it is there: libluajit-5.1-dev, libsqlite3-dev, and XState for Node.
BENCH_HAS  := $(if $(call pkg_libs,luajit),-DBENCH_LUAJIT) $(if $(call pkg_libs,sqlite3),-DBENCH_SQLITE)
BENCH_LIBS := $(call pkg_libs,simdjson) $(call pkg_libs,luajit) $(call pkg_libs,sqlite3)

bench: $(BUILD)/journey $(BENCH_PROG)
	tools/bench $(BUILD)

bench-full: $(BUILD)/journey $(BENCH_PROG)
	tools/bench $(BUILD) --full

bench-xstate:
	@mkdir -p $(BUILD)/bench
	npm install --no-audit --no-fund --prefix $(BUILD)/bench xstate@5

$(BUILD)/obj/tests/bench/peer_%.o: tests/bench/peer_%.c
	@mkdir -p $(@D)
	$(CC) $(C_FLAGS) $(C_WARN) $(TEST_INC) $(BENCH_HAS) $(call pkg_cflags,luajit) -c $< -o $@

# simdjson alone; it chooses its instructions by itself, as it does for us.
$(BUILD)/obj/tests/bench/%.o: tests/bench/%.cc
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -O3 -g -MMD -MP $(WARN) $(call pkg_cflags,simdjson) -iquote tests/bench -c $< -o $@

$(BUILD)/bench/empty: $(BUILD)/obj/tests/bench/empty.o
	@mkdir -p $(@D)
	$(CC) $(OPTIMIZE) $(LDFLAGS) $< -o $@

$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(BENCH_PARTS) $(ARCHIVES)
	@mkdir -p $(@D)
	$(CXX) $(OPTIMIZE) $(LDFLAGS) $< $(BENCH_PARTS) $(ARCHIVES) $(LIBS) $(BENCH_LIBS) -o $@

# ---- care of the sources -------------------------------------------------------------------------------------------

layers:
	$(PYTHON) tools/layers

OUR_C = $(wildcard compiler/*.[ch] runtime/*.[ch] runtime/engine/*.[ch] runtime/engine/*.cc cli/*.[ch] \
          tests/unit/*.[ch] tests/faults/*.[ch] tests/fuzz/*.[ch] tests/reference/*.c tests/bench/*.[ch])
fmt:
	clang-format -i $(OUR_C)

fmt-check:
	clang-format --dry-run --Werror $(OUR_C)

docs:
	$(PYTHON) tools/docs

docs-check:
	$(PYTHON) tools/docs --check

editors:
	$(PYTHON) tools/editors

# Not a part of `make docs`: where boxes stand depends on the fonts of the machine.
pictures: $(BUILD)/journey
	tools/pictures $(BUILD)/journey

# ---- installation --------------------------------------------------------------------------------------------------

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(LIBDIR)/pkgconfig \
	           $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 \
	           $(DESTDIR)$(PREFIX)/share/bash-completion/completions $(DESTDIR)$(PREFIX)/share/zsh/site-functions \
	           $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(BUILD)/journey $(DESTDIR)$(PREFIX)/bin/journey
	install -m 644 $(wildcard runtime/jrt.h compiler/jdl.h) $(DESTDIR)$(PREFIX)/include
	install -m 644 $(LIBJRT) $(LIBJDL) $(DESTDIR)$(LIBDIR)
	install -m 755 $(SHARED) $(DESTDIR)$(LIBDIR)
	ln -sf libjrt.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libjrt.so
	ln -sf libjdl.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libjdl.so
	for lib in libjrt libjdl; do \
	  sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' -e 's|@VERSION@|$(VERSION)|' tools/$$lib.pc.in \
	    >$(DESTDIR)$(LIBDIR)/pkgconfig/$$lib.pc || exit 1; done
	install -m 644 docs/journey.1 $(DESTDIR)$(PREFIX)/share/man/man1/journey.1
	install -m 644 docs/journey.5 $(DESTDIR)$(PREFIX)/share/man/man5/journey.5
	$(BUILD)/journey completions bash >$(DESTDIR)$(PREFIX)/share/bash-completion/completions/journey
	$(BUILD)/journey completions zsh >$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_journey
	$(BUILD)/journey completions fish >$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/journey.fish

clean:
	rm -rf $(BUILD)

-include $(wildcard $(BUILD)/obj/*/*.d $(BUILD)/obj/*/*/*.d)
