#!/bin/sh
# Runs one of the console's scripts (build, test, test:browser, dev, mock) by the pinned Node.
set -eu
cd "$(dirname "$0")"
PATH="$PWD/toolchain/bin:$PATH"
export PATH
exec npm run --silent "$@"
