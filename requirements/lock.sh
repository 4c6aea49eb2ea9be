#!/usr/bin/env bash
# Writes the hash-locked requirement files anew (`make lock`), or tells whether they are fresh (`make check`).
# One resolution for all platforms; run.txt is what a server needs, demo.txt adds a homeserver, dev.txt everything.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}
compile() { "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
    --custom-compile-command 'make lock' --output-file "$@"; }
compile requirements/bootstrap.txt requirements/bootstrap.in
compile requirements/dev.txt pyproject.toml --extra demo --extra dev
compile requirements/demo.txt pyproject.toml --extra demo --constraint requirements/dev.txt
compile requirements/run.txt pyproject.toml --constraint requirements/dev.txt
