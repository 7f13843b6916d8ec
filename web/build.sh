#!/bin/sh
# Builds the desk's scripts: `web/build.sh .venv/bin NODE-WHEEL`. Node 18 or later is taken where it is, else the
# one that PyPI has, into the same environment. Nothing of npm's may run while it is installed.
set -eu
bin=$1 wheel=$2
cd "$(dirname "$0")"
new_enough() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)'; }
if ! new_enough; then
  PATH="$(cd "../$bin" && pwd):$PATH"
  export PATH
  new_enough || "../$bin/python" -m pip install --quiet --disable-pip-version-check "$wheel"
fi
npm ci --silent --no-audit --no-fund --ignore-scripts
node build.mjs
