#!/bin/sh
# What `make test` runs once everything is installed: the checks beside the everyday suite, both to their end; then how long it
# took and what was left out. Three tests at a time: some wait for a timer, and two cores are then never idle. $@ goes to pytest.
set -u
cd "$(dirname "$0")/.." || exit
began=$(date +%s)
noted=$(mktemp)
trap 'rm -f "$noted"' EXIT
make --no-print-directory check >"$noted" 2>&1 &
check=$!
.venv/bin/python -m pytest -n 3 --dist worksteal "$@"
tests=$?
wait "$check"
checked=$?
if [ "$checked" -eq 0 ]; then echo "make check: all well"; else cat "$noted"; echo "make check: FAILED, see above"; fi
took=$(($(date +%s) - began))
echo "make test took $((took / 60)) min $((took % 60)) s. Not run, for they take longer or need more:"
sed -nE 's/^(test-[a-z]+):.*## (.*)/  make \1	\2/p' Makefile | expand -t 26
[ "$tests" -eq 0 ] && [ "$checked" -eq 0 ]
