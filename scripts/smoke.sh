#!/usr/bin/env bash
# Starts the API as the README says, asks it the line that it prints itself, and stops it as a supervisor would.
set -euo pipefail
cd "$(dirname "$0")/.."

output=$(mktemp)
# A process group of its own, so that the signal reaches the server and not only npm.
PORT=0 setsid npm start >"$output" 2>&1 &
api=$!
trap 'rm -f "$output"; kill -KILL -- "-$api" 2>/dev/null || true' EXIT

for _ in $(seq 600); do
  grep -q 'curl -s' "$output" && break
  sleep 0.1
done
cat "$output"
grep -q 'SYNTHETIC' "$output"

answer=$(bash -c "$(grep 'curl -s' "$output")")
echo "$answer"
grep -q '"startTime"' <<<"$answer"

server=$(pgrep -g "$api" -f 'dist/main.js' | tail -n 1)
kill -TERM "$server"
wait "$api"
echo "asked, answered, and stopped with exit code 0"
