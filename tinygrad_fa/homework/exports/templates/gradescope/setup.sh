#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder is built.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}

if ! command -v bwrap >/dev/null || ! python3 -m venv --help >/dev/null 2>&1; then
    apt-get update
    apt-get install -y bubblewrap python3 python3-venv
fi
python3 -m venv "$root/venv"
"$root/venv/bin/python" -m pip install -q -r "$root/source/requirements.txt"

# A submission runs as somebody else, who shall read neither the homework nor the course key.
chmod -R go= "$root/source"
