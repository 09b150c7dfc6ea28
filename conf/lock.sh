#!/bin/sh
# Writes requirements.lock and requirements-dev.lock: what a fresh environment gets today.
set -eu
python=${1:-python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

lock() {  # lock FILE REQUIREMENT: resolve it in an environment of its own
    "$python" -m venv "$scratch/$1"
    "$scratch/$1/bin/python" -m pip install --quiet --disable-pip-version-check "$2"
    {
        echo "# Exact versions that the tests ran on; \`make lock\` writes this file."
        "$scratch/$1/bin/python" -m pip freeze --exclude ganomics
    } > "$1"
}

lock requirements.lock .
lock requirements-dev.lock ".[dev]"
