#!/bin/sh
# Installs from Debian's packages what the tests start and this machine lacks: a browser, Redis, PostgreSQL,
# nginx, ffmpeg.
# Nothing is left running: tests start their own servers on free ports. Instant when nothing is missing.
set -eu

missing=''
# Stories run in the browser without its windows, which costs a third less, and some in the whole one.
for browser in chromium chromium-headless-shell; do
  command -v $browser >/dev/null || [ -n "${CHROMIUM_PATH:-}" ] || missing="$missing $browser"
done
command -v redis-server >/dev/null || missing="$missing redis-server"
# Debian keeps PostgreSQL's server programs out of PATH.
command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
# Debian keeps it where only root's PATH leads.
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing="$missing nginx"
command -v ffmpeg >/dev/null || missing="$missing ffmpeg"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The tests need these programs (named by their Debian packages):$missing" >&2
  echo "Install them, or run 'sh scripts/install-tools.sh' as root on Debian." >&2
  exit 1
fi

echo "Installing for the tests:$missing"

# While this answers 101, Debian's packages start no services; an existing policy is the machine owner's and stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086 # a list of package names
apt-get install -qq -y --no-install-recommends $missing
