#!/usr/bin/env bash
# Does what the lines of the Dockerfile do, in a folder of its own: proves the commands and prints what the image holds
# beside its base. It builds no image, and the base is not counted.
set -euo pipefail
cd "$(dirname "$0")/.."

build=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true; chmod -R u+w "$build"; rm -rf "$build"' EXIT

cp package.json package-lock.json "$build"
(cd "$build" && npm ci --no-audit --no-fund >/dev/null 2>&1)
cp tsconfig.json "$build"
cp -R src "$build/src"
mkdir -p "$build/scripts" "$build/schema"
cp -R scripts/build-explorer.js scripts/build-docs.js scripts/docs "$build/scripts"
cp -R schema/operations "$build/schema/operations"
cp -R docs CONTRIBUTING.md SECURITY.md CHANGELOG.md "$build"
(cd "$build" && npm run --silent build && npm prune --omit=dev --no-audit --no-fund >/dev/null 2>&1)

mkdir "$build/app"
for each in package.json node_modules dist; do mv "$build/$each" "$build/app/"; done
bytes=$(find "$build/app" -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
echo "files of the image beside its base: $((bytes / 1000000)) MB (wanted under 200)"

chmod -R a-w "$build/app"
(cd "$build/app" && exec env NODE_ENV=production PORT=0 STATE_DIR="$build/state" node dist/main.js) >"$build/output" 2>&1 &
server=$!
for _ in $(seq 300); do grep -q 'curl -s' "$build/output" && break; sleep 0.1; done
bash -c "$(grep 'curl -s' "$build/output")" | grep -q '"startTime"'
kill -TERM "$server"
wait "$server"
server=
[ "$bytes" -lt 200000000 ]
echo 'answered from files that cannot be written, and stopped with exit code 0'
