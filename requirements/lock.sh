#!/usr/bin/env bash
# Writes the hash-locked requirement files anew (`make lock`); with --check, tells whether they still say what
# pyproject.toml asks for, changing nothing (`make check`).
# One resolution for all platforms: run.txt is what a server needs, demo.txt adds a homeserver, dev.txt everything.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-.venv/bin/uv}

compile() { # compile OUTPUT INPUT...
    local output=$1
    shift
    "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
        --custom-compile-command 'make lock' --output-file "$output" "$@"
}

lock() { # lock FOLDER: the files in it serve as preferences, so that nothing moves without need
    compile "$1/bootstrap.txt" requirements/bootstrap.in
    compile "$1/dev.txt" pyproject.toml --extra demo --extra dev
    compile "$1/demo.txt" pyproject.toml --extra demo --constraint "$1/dev.txt"
    compile "$1/run.txt" pyproject.toml --constraint "$1/dev.txt"
}

if [ "${1:-}" != --check ]; then
    lock requirements
    exit
fi
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
cp requirements/*.txt "$fresh"
lock "$fresh"
for name in bootstrap dev demo run; do
    diff -q "requirements/$name.txt" "$fresh/$name.txt" >/dev/null || {
        echo "requirements/$name.txt is not what pyproject.toml asks for: run make lock" >&2
        exit 1
    }
done
echo "requirements are fresh"
