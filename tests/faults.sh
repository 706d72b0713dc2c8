# Calls of the C library fail one after the other under the command, a sample of them here; `make faults` tries each.
set -eu
command -v ldd >/dev/null || { echo "ldd is not there"; exit 77; }
python3 "$ROOT/tests/faults/faults.py" --most "${FAULTS_MOST:-6}"
