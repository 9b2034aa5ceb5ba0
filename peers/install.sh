#!/usr/bin/env bash
# `npm run peers`: installs the servers that tests of remote lakes run against. A few minutes the first time,
# most of it compiling; seconds afterwards. Needs Go for fake-gcs-server.
set -euo pipefail
cd "$(dirname "$0")"

FAKE_GCS=v1.56.1
cache="$(cd .. && pwd)/node_modules/.cache/peers"

npm ci --no-audit --no-fund

if [ "$(cat "$cache/fake-gcs-server.version" 2>/dev/null)" = "$FAKE_GCS" ]; then
  echo "fake-gcs-server $FAKE_GCS: there already"
  exit 0
fi
export PATH="$PATH:/usr/local/go/bin"
if ! command -v go >/dev/null; then
  echo "fake-gcs-server: needs Go 1.26 or later to be compiled: install it, then run this again" >&2
  exit 1
fi
mkdir -p "$cache"
# Outside the tree, or go looks for a module of ours.
(cd "$cache" && GOBIN="$cache" GOFLAGS=-buildvcs=false go install "github.com/fsouza/fake-gcs-server@$FAKE_GCS")
echo "$FAKE_GCS" >"$cache/fake-gcs-server.version"
echo "fake-gcs-server $FAKE_GCS: installed"
