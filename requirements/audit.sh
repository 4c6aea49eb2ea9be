#!/usr/bin/env bash
# Known vulnerabilities in what is locked. Where the list of them cannot be reached, it says so and passes: a closed
# network must not stop a release that was audited elsewhere.
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
timeout 120 .venv/bin/pip-audit --require-hashes --disable-pip --progress-spinner off -r requirements/run.txt >"$log" 2>&1
status=$?
cat "$log"
if [ $status -ne 0 ] && grep -qiE 'ConnectionError|Max retries|resolve|timed out|ServiceError|unreachable|[45][0-9][0-9] Client Error' "$log"; then
    echo "pip-audit: the list of known vulnerabilities cannot be reached from here; NOT audited"
    exit 0
fi
[ $status -eq 124 ] && { echo "pip-audit: no answer within two minutes; NOT audited"; exit 0; }
exit $status
