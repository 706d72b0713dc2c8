#!/bin/sh
# `make install` puts everything where pkg-config and man find it, and what is installed works from there.
set -eu
root=$PWD/root
make -C "$ROOT" --no-print-directory BUILD="$PWD/build" -j2 install DESTDIR="$root" PREFIX=/usr >log 2>&1 ||
    { tail -n 20 log; exit 1; }
for file in bin/journey include/jrt.h include/jdl.h lib/libjrt.a lib/libjdl.a lib/libjrt.so lib/libjdl.so \
    lib/pkgconfig/libjrt.pc lib/pkgconfig/libjdl.pc share/man/man1/journey.1 share/man/man5/journey.5 \
    share/bash-completion/completions/journey share/zsh/site-functions/_journey \
    share/fish/vendor_completions.d/journey.fish; do
    [ -s "$root/usr/$file" ] || { echo "$file was not installed"; exit 1; }
done
"$root/usr/bin/journey" --version

# Nothing but the public names leaves the shared libraries.
for library in jrt jdl; do
    nm -D --defined-only "$root/usr/lib/lib$library.so" | awk '{print $3}' | grep -v "^${library}_" >leaked || true
    [ ! -s leaked ] || { echo "lib$library.so shows names that are not its own:"; cat leaked; exit 1; }
done

# A program of somebody else's, with the installed headers and pkg-config files alone.
cat >host.c <<'END'
#include <jdl.h>
#include <jrt.h>
int main(void) {
    static _Alignas(8) char nothing[8];
    jrt_program *program = NULL;
    struct jrt_fault fault;
    return jrt_load(nothing, 0, NULL, &program, &fault) == JRT_BAD_BYTES ? 0 : 1;
}
END
export PKG_CONFIG_PATH="$root/usr/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root"
# shellcheck disable=SC2046  # lists of words
"$CC" -std=c11 -Wall -Wextra -Werror host.c -o host $(pkg-config --cflags --libs libjrt libjdl)
LD_LIBRARY_PATH="$root/usr/lib" ./host

# The core copies out of the tree and builds alone, with nothing but the C library.
mkdir core
cp "$ROOT"/runtime/*.c "$ROOT"/runtime/*.h "$ROOT"/runtime/*.def core/
cd core
"$CC" -std=c11 -c ./*.c
nm -u ./*.o | awk '/ U / {print $2}' | sort -u >../wants
nm --defined-only ./*.o | awk 'NF == 3 {print $3}' | sort -u >../has
cd ..
comm -23 wants has >outside
if grep -E '^(printf|fprintf|puts|exit|abort|getenv|time|clock_gettime|gettimeofday|open|read|write|pthread_.*)$' outside; then
    echo "the core uses what it must not"
    exit 1
fi
