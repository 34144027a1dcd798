#!/usr/bin/env bash
# Packs the package, installs the tarball in an empty folder, starts the server from it, and compiles a client's exhaustive switch.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT

tarball=$(npm pack --silent --pack-destination "$work" | tail -1)
typescript=$(node -p "require('./package.json').devDependencies.typescript")
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "./$tarball" "typescript@$typescript" @types/node

PORT=0 STATE_DIR="$work/state" LOG_LEVEL=error node_modules/.bin/thingspace-session-graphql >out 2>&1 &
server=$!
for _ in $(seq 100); do grep -q 'GraphQL API' out && break; sleep 0.1; done
url=$(grep -o 'http://[0-9.]*:[0-9]*/graphql' out | head -1)
curl -sf "$url" -H 'content-type: application/json' \
  -d '{"query":"{ device(imei: \"990000000000001\") { sessions(first: 1) { totalCount } } }"}' | grep -q '"totalCount"'
echo "the server starts from the package and answers"

cat >client.ts <<'TS'
import type { FailureExtensions } from 'thingspace-session-graphql/errors';

/** Does not compile where a code is missing. */
export function retries(error: FailureExtensions): boolean {
  switch (error.code) {
CASES
      return error.retryable;
    default:
      return error satisfies never;
  }
}
TS
codes=$(node --input-type=module -e "import { FAILURES } from 'thingspace-session-graphql/errors'; console.log(Object.keys(FAILURES).map((code) => '    case \'' + code + '\':').join('\n'))")
node -e "const fs=require('fs'); fs.writeFileSync('client.ts', fs.readFileSync('client.ts','utf8').replace('CASES', process.argv[1]))" "$codes"
options='--noEmit --strict --module nodenext --moduleResolution nodenext --target es2023 --skipLibCheck'
# shellcheck disable=SC2086
npx tsc $options client.ts
echo "an exhaustive switch over the codes compiles"
sed -i "/case 'DEVICE_INACTIVE':/d" client.ts
# shellcheck disable=SC2086
if npx tsc $options client.ts >/dev/null; then echo 'a switch that misses a code compiles too'; exit 1; fi
echo "a switch that misses a code does not"
