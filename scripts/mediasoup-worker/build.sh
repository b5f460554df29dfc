#!/bin/sh
# Compiles a mediasoup-worker from the sources inside the npm package and what Debian offers: libuv, OpenSSL, FlatBuffers
# and Abseil (static, from -dev packages) and libsrtp 2 (from its source package). All of it is unpacked into a temporary
# folder; nothing of the system changes, but root gets g++ and make where they are missing. include/ bridges what is not
# there: libsrtp 3's interface on libsrtp 2, and ankerl::unordered_dense on the standard containers.
#
#   sh scripts/mediasoup-worker/build.sh <folder of the package mediasoup> <worker to write>
#
# Two to four minutes on two cores, 400 MB in $TMPDIR meanwhile, 25 MB to download. OpenSSL and libsrtp are inside the
# result: build anew for their security updates. MEDIASOUP_WORKER_JOBS: how many compile at once.
set -eu

package=$1 output=$2
here=$(cd "$(dirname "$0")" && pwd)
say() { echo "mediasoup-worker: $*" >&2; }
die() { say "$*"; exit 1; }

if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
  die 'this needs Debian; elsewhere set MEDIASOUP_WORKER_BIN to a worker of your own'
fi
if ! command -v g++ >/dev/null || ! command -v make >/dev/null || ! command -v xz >/dev/null; then
  [ "$(id -u)" = 0 ] || die 'g++, make and xz-utils are needed: apt-get install g++ make xz-utils'
  { apt-get -q update && apt-get -qq -y install --no-install-recommends g++ make xz-utils; } >&2
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/mediasoup-worker.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/apt/parts" "$work/deb" "$work/prefix" \
  "$work/src/FBS" "$work/src/srtp2" "$work/srtp" "$work/obj"

# Package lists of our own, with source packages switched on: neither root nor a change to the system's is needed.
for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
  [ -f "$list" ] || continue
  sed -n 's/^deb /deb-src /p' "$list" | cat "$list" - >"$work/apt/parts/$(basename "$list" .list).list"
done
for list in /etc/apt/sources.list.d/*.sources; do
  [ -f "$list" ] || continue
  sed 's/^Types:.*/Types: deb deb-src/' "$list" >"$work/apt/parts/$(basename "$list")"
done
cat >"$work/apt/apt.conf" <<EOF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$work/apt/parts";
Dir::State::Lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
Acquire::Languages "none";
Acquire::Retries "3";
APT::Sandbox::User "";
APT::Get::List-Cleanup "0";
EOF
export APT_CONFIG="$work/apt/apt.conf"
apt-get -q update >&2 || die 'apt-get update failed'
cd "$work/deb"
# zlib and zstd: OpenSSL's static library needs them from Debian 13 on.
apt-get -q download libuv1-dev libssl-dev libflatbuffers-dev flatbuffers-compiler libabsl-dev zlib1g-dev libzstd-dev >&2 ||
  die 'a package could not be downloaded'
# On some releases flatc is linked to its library.
library=$(dpkg-deb -f flatbuffers-compiler_*.deb Depends | tr ',|' '\n\n' | sed -n 's/^ *\(libflatbuffers[0-9a-z.]*\).*/\1/p' | head -1)
[ -z "$library" ] || apt-get -q download "$library" >&2
apt-get -q source --download-only --tar-only libsrtp2 >&2 || die 'the source of libsrtp2 could not be downloaded'
for deb in *.deb; do dpkg-deb -x "$deb" "$work/prefix"; done
tar -xf libsrtp2_*.orig.tar.* -C "$work/srtp" --strip-components=1
unset APT_CONFIG

multiarch=$(gcc -print-multiarch 2>/dev/null || true)
headers=$work/prefix/usr/include
libraries=$work/prefix/usr/lib/$multiarch
libuv=$libraries/libuv_a.a
[ -f "$libuv" ] || libuv=$libraries/libuv.a
cp "$here/srtp-config.h" "$work/srtp/config.h"
cp "$work/srtp/include/srtp.h" "$work/src/srtp2/srtp.h"
cp -R "$here/include/." "$here/no-ktls.c" "$work/src/"
LD_LIBRARY_PATH=$libraries "$work/prefix/usr/bin/flatc" --cpp --cpp-field-case-style lower --reflect-names \
  --scoped-enums --filename-suffix '' -o "$work/src/FBS" "$package"/worker/fbs/*.fbs >&2

cd "$work"
node "$here/makefile.ts" "$package/worker" "$work" >Makefile
endian=$(node -p "require('node:os').endianness() === 'LE' ? 'LITTLE' : 'BIG'")
say 'compiling; a few minutes'
# BIO_ctrl: mediasoup's callback on its memory BIO answers yes to everything, also to whether it does kernel TLS, which
# Debian's OpenSSL asks; then the first DTLS answer would crash (no-ktls.c).
make -j "${MEDIASOUP_WORKER_JOBS:-$(nproc)}" mediasoup-worker \
  CXXALL="-std=c++20 -O2 -pthread -fPIE -w -DMS_${endian}_ENDIAN -DMS_EXECUTABLE -DFLATBUFFERS_LOCALE_INDEPENDENT=1 -I$package/worker/include -I$package/worker/deps/libwebrtc -I$package/worker/deps/libwebrtc/libwebrtc -I$work/src -isystem $headers -isystem $headers/$multiarch" \
  CALL="-std=gnu11 -O2 -fPIE -w -DHAVE_CONFIG_H -I$work/srtp -I$work/srtp/include -I$work/srtp/crypto/include -isystem $headers -isystem $headers/$multiarch" \
  LINK="-pie -Wl,-z,relro,-z,now -Wl,--wrap=BIO_ctrl -s -pthread -L$libraries -Wl,--start-group $libuv $libraries/libssl.a $libraries/libcrypto.a $libraries/libflatbuffers.a $libraries/libz.a $libraries/libzstd.a $(echo "$libraries"/libabsl_*.a) -Wl,--end-group -ldl" \
  >&2 || die 'it does not compile'
cp "$work/mediasoup-worker" "$output"
