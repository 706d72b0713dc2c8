# Allocations fail one after the other while the scripts of the language are compiled, loaded and run, and calls of the C library
# under the command: a sample of each here; `make faults` tries them all.
set -eu
"$BUILD/tests/starve" --most "${STARVE_MOST:-4}" "$ROOT"/tests/lang/*.journey
command -v ldd >/dev/null || { echo "ldd is not there"; exit 77; }
python3 "$ROOT/tests/faults/faults.py" --most "${FAULTS_MOST:-6}"
