# Sourced by the other scripts: goes to the checkout's root and finds a Python of 3.11 or newer, or says what to do.
# shellcheck shell=sh
cd "$(dirname "$0")/.." || exit 1

enough='import sys; sys.exit(sys.version_info < (3, 11))'
python=""
for candidate in "${PYTHON:-}" python3 python3.14 python3.13 python3.12 python3.11 python .venv/bin/python; do
    if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$enough" 2>/dev/null; then
        python="$candidate"
        break
    fi
done
if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "none")
    echo "The portal needs Python 3.11 or newer, but found $found. Install one (Debian or Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), or name it in PYTHON, and run this again." >&2
    exit 1
fi
