#!/usr/bin/env bash
# Process 1 of a run. It takes in orphans, such as the shims of containers, and passes on what ends the run.
"$@" &
program=$!
trap 'kill -INT "$program"' INT
trap 'kill -TERM "$program"' TERM
trap 'kill -HUP "$program"' HUP
# A signal ends `wait` before the program has ended.
while kill -0 "$program" 2> /dev/null; do
  wait "$program"
  status=$?
done
exit "$status"
