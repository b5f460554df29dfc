// Writes the Makefile of a mediasoup-worker to standard output. Which files there are is read from the package's own
// meson.build; Meson itself would fetch its dependencies from the internet.
//
//   node scripts/mediasoup-worker/makefile.ts <worker sources> <working folder>
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [worker = '', work = ''] = process.argv.slice(2);

/** The names in a list of a meson.build, and in what is added to it. */
function listed(file: string, name: string): string[] {
  const lists = readFileSync(file, 'utf8').matchAll(new RegExp(String.raw`^ *${name} \+?= \[([^\]]*)\]`, 'gm'));
  return [...lists].flatMap(([, list = '']) =>
    [...list.matchAll(/'([^']+\.(?:cpp|cc))'/g)].map(([, path = '']) => path),
  );
}

const own = listed(join(worker, 'meson.build'), 'common_sources');
const webrtc = join(worker, 'deps/libwebrtc');
const webrtcFiles = listed(join(webrtc, 'meson.build'), 'libwebrtc_sources');
if (own.length < 100 || webrtcFiles.length < 10) throw new Error('The lists in meson.build cannot be read');

/** Of libsrtp 2, what it needs with OpenSSL; releases differ a little. */
const srtpFiles = [
  'srtp/srtp.c',
  ...['cipher', 'cipher_test_cases', 'null_cipher', 'aes_icm_ossl', 'aes_gcm_ossl'].map(
    (name) => `crypto/cipher/${name}.c`,
  ),
  ...['auth', 'auth_test_cases', 'null_auth', 'hmac_ossl'].map((name) => `crypto/hash/${name}.c`),
  ...['alloc', 'crypto_kernel', 'err', 'key'].map((name) => `crypto/kernel/${name}.c`),
  'crypto/math/datatypes.c',
  'crypto/replay/rdb.c',
  'crypto/replay/rdbx.c',
].filter((file) => existsSync(join(work, 'srtp', file)));

/** Precompiled, what most of the worker's files include first: it halves the time. */
function precompiledHeader(): string {
  const headers = globSync(join(worker, 'include/**/*.hpp')).flatMap((file) => {
    const included = readFileSync(file, 'utf8').matchAll(/^#include <([a-z_]+)>/gm);
    return [...included].map(([, header]) => `<${header}>`);
  });
  const generated = readdirSync(join(work, 'src/FBS')).map((header) => `"FBS/${header}"`);
  const all = ['"common.hpp"', ...new Set(headers), '<ankerl/unordered_dense.h>', '<uv.h>', ...generated];
  return all.map((header) => `#include ${header}\n`).join('');
}

mkdirSync(join(work, 'pch'), { recursive: true });
writeFileSync(join(work, 'pch/pch.h'), precompiledHeader());

const rules = ['pch/pch.h.gch:\n\t@$(CXX) $(CXXALL) -x c++-header pch/pch.h -o $@\n'];
const objects: string[] = [];
function compile(source: string, command: string, after = ''): void {
  const object = `obj/${objects.length}-${basename(source)}.o`;
  objects.push(object);
  rules.push(`${object}: ${after}\n\t@${command} -c "${source}" -o $@\n`);
}
for (const file of [...own, 'src/main.cpp']) {
  compile(join(worker, file), '$(CXX) $(CXXALL) -Ipch -include pch.h', 'pch/pch.h.gch');
}
for (const file of webrtcFiles) compile(join(webrtc, file), '$(CXX) $(CXXALL)');
for (const file of srtpFiles) compile(join(work, 'srtp', file), '$(CC) $(CALL)');
compile(join(work, 'src/no-ktls.c'), '$(CC) $(CALL)');
console.log(`mediasoup-worker: ${objects.join(' ')}\n\t@$(CXX) $^ -o $@ $(LINK)\n\n${rules.join('\n')}`);
