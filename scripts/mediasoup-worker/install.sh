#!/bin/sh
# Gives the npm package mediasoup a worker that works, from the first of: the one that is there, the cache, the package's
# own postinstall (which downloads a built one where the internet allows it), the compiler (build.sh). Instant when
# nothing is missing.
#
#   npm run media:install
#
# MEDIASOUP_WORKER_BIN: a worker to use as it is. MEDIASOUP_WORKER_CACHE: where built ones are kept
# (~/.cache/mediasoup-worker). MEDIASOUP_WORKER_BUILD=1: compile it in any case.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$(dirname "$here")")
# Node 24, which npm ci brought along, also where another one is outside.
PATH=$root/node_modules/.bin:$PATH
export PATH
package=$root/node_modules/mediasoup
say() { echo "mediasoup-worker: $*" >&2; }
works() { [ -x "$1" ] && node "$here/check.ts" "$1" >&2; }

[ -d "$package" ] || { say 'run npm ci first'; exit 1; }
if [ -n "${MEDIASOUP_WORKER_BIN:-}" ]; then
  works "$MEDIASOUP_WORKER_BIN"
  exit
fi

target=$package/worker/out/Release/mediasoup-worker
build=${MEDIASOUP_WORKER_BUILD:-}
[ -n "$build" ] || ! works "$target" || exit 0

put() {
  mkdir -p "$(dirname "$target")"
  cp "$1" "$target.$$"
  chmod 755 "$target.$$"
  mv -f "$target.$$" "$target"
  say "installed: $target"
}

# What was built from other sources, or by another recipe, is another worker.
version=$(node -p "require('$package/package.json').version")
recipe=$(cat "$here"/*.sh "$here"/makefile.ts "$here"/*.c "$here"/*.h "$here"/include/*.h "$here"/include/*/*.h | cksum | cut -d' ' -f1)
cache=${MEDIASOUP_WORKER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mediasoup-worker}
cached=$cache/$version-$(uname -m)-$recipe
if [ -z "$build" ] && works "$cached"; then
  put "$cached"
  exit 0
fi

if [ -z "$build" ] && (cd "$package" && timeout 120 node npm-scripts.mjs postinstall) >/dev/null 2>&1 && works "$target"; then
  say "installed the package's own: $target"
  exit 0
fi

mkdir -p "$cache"
sh "$here/build.sh" "$package" "$cached.$$"
works "$cached.$$" || { rm -f "$cached.$$"; say 'what was compiled does not work'; exit 1; }
mv -f "$cached.$$" "$cached"
put "$cached"
