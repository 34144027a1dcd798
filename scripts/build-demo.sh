#!/usr/bin/env bash
# Builds the dashboard of examples/dashboard into dist/demo, from where it is served at /demo.
set -euo pipefail
cd "$(dirname "$0")/../examples/dashboard"
npm ci --no-audit --no-fund --silent
npm run --silent codegen:check
npm run --silent build
rm -rf ../../dist/demo
cp -r dist ../../dist/demo
