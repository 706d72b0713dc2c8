#!/bin/sh
# The includes of the tree go in the allowed directions only, and one that does not is caught.
set -eu
tree=$PWD/tree
python3 "$ROOT/tools/layers" || { echo "the tree has forbidden includes"; exit 1; }

# caught FILE INCLUDE WORDS: a copy of the tree with that line at the file's end must be refused with those words.
caught() {
    rm -rf "$tree"
    mkdir -p "$tree"
    for folder in grammar compiler runtime cli; do cp -r "$ROOT/$folder" "$tree/"; done
    printf '\n#include %s\n' "$2" >>"$tree/$1"
    if python3 "$ROOT/tools/layers" --root "$tree" >report; then
        echo "$2 in $1 was not caught"
        exit 1
    fi
    grep -q "^$1:[0-9]*: may not include .*$3" report || { echo "$1 was not named:"; cat report; exit 1; }
    [ "$(grep -c 'may not include' report)" = 1 ] || { echo "more than the one was refused:"; cat report; exit 1; }
}

caught runtime/jrt.h '"../compiler/jdl.h"' compiler/jdl.h
caught runtime/jrt.h '<jansson.h>' jansson.h
caught runtime/jrt.h '<pthread.h>' pthread.h
caught runtime/jrt.h '<time.h>' time.h
caught runtime/jrt.h '"engine.h"' runtime/engine/engine.h
caught runtime/bytecode.h '"jrt.h"' runtime/jrt.h
caught runtime/engine/engine.h '<jansson.h>' jansson.h
caught runtime/engine/engine.h '"jdl.h"' compiler/jdl.h
caught compiler/jdl.h '"jrt.h"' runtime/jrt.h
caught compiler/jdl.h '<lmdb.h>' lmdb.h
caught cli/cli.h '"ast.h"' compiler/ast.h
