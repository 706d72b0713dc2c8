# The slower checks count from what the tests came to; what can't be run is skipped and said, and never counts as passed.
set -eu
last() { tail -n 1 printed; }
python3 "$ROOT/tools/ci" --only "no such step" --passed 5 --skipped 2 >printed
[ "$(last)" = "5 passed, 0 failed, 2 skipped" ] || { cat printed; exit 1; }
if python3 "$ROOT/tools/ci" --only "no such step" --passed 5 --failed 1 >printed; then
    echo "a failure before is forgotten"
    exit 1
fi
[ "$(last)" = "5 passed, 1 failed" ] || { cat printed; exit 1; }
python=$(python3 -c 'import sys; print(sys.executable)')
mkdir bin
PATH=$PWD/bin "$python" "$ROOT/tools/ci" --only fuzz --passed 5 >printed
grep -q "^SKIP fuzz: not installed: clang, clang++$" printed || { cat printed; exit 1; }
[ "$(last)" = "5 passed, 0 failed, 1 skipped" ] || { cat printed; exit 1; }
python3 "$ROOT/tools/ci" --until 1 >printed
[ "$(last)" = "0 passed, 0 failed, 5 skipped" ] || { cat printed; exit 1; }
