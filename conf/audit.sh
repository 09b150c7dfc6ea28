#!/bin/sh
# Asks PyPI for known vulnerabilities of every version in the two locks, and writes down that it was asked.
# pip-audit lives in an environment of its own: it is no part of what the tests run on. `--strict`, because a
# package that the index has no advisories for at all (a mirror's, mostly) would pass for a good one.
set -eu
python=${1:-python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$python" -m venv "$scratch/audit"
"$scratch/audit/bin/python" -m pip install --quiet --disable-pip-version-check "pip-audit>=2.7,<3"
"$scratch/audit/bin/pip-audit" --strict --no-deps --disable-pip --progress-spinner off \
    -r requirements.lock -r requirements-dev.lock

lock=$("$python" -c "import hashlib; print(hashlib.sha256(open('requirements.lock', 'rb').read()).hexdigest())")
sed -e "s/^day = .*/day = $(date -u +%Y-%m-%d)/" \
    -e 's/^how = .*/how = "make audit"/' \
    -e "s/^lock = .*/lock = \"$lock\"/" conf/advisories.toml > "$scratch/advisories.toml"
cat "$scratch/advisories.toml" > conf/advisories.toml
