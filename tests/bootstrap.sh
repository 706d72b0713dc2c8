#!/bin/sh
# bootstrap installs what is missing and nothing else, as root or through sudo, and says clearly when it can't.
# The system's tools are replaced by stand-ins that write down how they were called.
set -eu
bin=$PWD/bin
mkdir bin
for tool in dirname sed env grep cat rm; do ln -s "$(command -v "$tool")" "bin/$tool"; done
ln -s /bin/echo bin/echo
export CALLS="$PWD/calls"
unset DEBIAN_FRONTEND

stand_in() {
    printf '#!/bin/sh\n%s\n' "$2" >"bin/$1"
    chmod +x "bin/$1"
}
stand_in id 'echo "${FAKE_ID:-0}"'
stand_in sudo 'echo "sudo $*" >>"$CALLS"; exec "$@"'
stand_in dpkg-query 'case " $FAKE_MISSING " in *" $4 "*) exit 1 ;; esac; printf installed'
stand_in apt-get 'echo "apt-get $* ($DEBIAN_FRONTEND)" >>"$CALLS"
case $1 in
    update) rm -f stale ;;
    install) [ ! -e "$FAKE_STALE" ] || { rm -f "$FAKE_STALE"; exit 100; } ;;
esac'

# bootstrap CODE COMMAND...: runs it with the stand-ins alone on the path.
bootstrap() {
    code=$1
    shift
    : >calls
    got=0
    PATH=$bin /bin/sh "$ROOT/bootstrap" "$@" >printed 2>&1 || got=$?
    [ "$got" = "$code" ] || { echo "bootstrap $*: ended with $got, not $code"; cat printed calls; exit 1; }
}
says() { grep -qF -e "$1" printed || { echo "bootstrap does not say: $1"; cat printed; exit 1; }; }
called() { printf '%s' "$1" | cmp -s - calls || { echo "wrong calls:"; cat calls; exit 1; }; }

export FAKE_MISSING='' FAKE_STALE=/nonexistent
bootstrap 0
says './bootstrap demo'
bootstrap 0 echo ready
says ready
called ''

export FAKE_MISSING='flex libcmocka-dev'
bootstrap 0 echo ready
says ready
called 'apt-get install -y --no-install-recommends flex libcmocka-dev (noninteractive)
'
# A command's own exit code is bootstrap's.
bootstrap 3 /bin/sh -c 'exit 3'

# Old lists of packages: fetched, and tried again.
export FAKE_STALE="$PWD/stale"
: >stale
bootstrap 0 echo ready
called 'apt-get install -y --no-install-recommends flex libcmocka-dev (noninteractive)
apt-get update ()
apt-get install -y --no-install-recommends flex libcmocka-dev (noninteractive)
'

# Not root: through sudo; without sudo it says what to type.
export FAKE_ID=1000 FAKE_STALE=/nonexistent
bootstrap 0 echo ready
called 'sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends flex libcmocka-dev
apt-get install -y --no-install-recommends flex libcmocka-dev (noninteractive)
'
rm bin/sudo
bootstrap 2 echo ready
says 'as root: apt-get install flex libcmocka-dev'
called ''

rm bin/apt-get
bootstrap 2 echo ready
says 'this is no Debian system'
says 'libsimdjson-dev'
