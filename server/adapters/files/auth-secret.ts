import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const minBytes = 32;

/** The key that tokens are signed with, from the text of AUTH_SECRET. */
export function secretKey(text: string): KeyObject {
  const bytes = Buffer.from(text);
  if (bytes.length < minBytes) throw new Error(`AUTH_SECRET needs at least ${minBytes} characters`);
  return createSecretKey(bytes);
}

async function generate(dataDir: string, file: string): Promise<string> {
  const text = randomBytes(minBytes).toString('base64url');
  await mkdir(dataDir, { recursive: true });
  // Under another name until it is on the disk: a secret written by half would be taken for one at the next start.
  const draft = await open(`${file}.new`, 'w', 0o600);
  await draft.writeFile(text);
  await draft.sync();
  await draft.close();
  await rename(`${file}.new`, file);
  return text;
}

/** The secret of DATA_DIR, made at the first start, readable by its owner only. The caller is alone in `dataDir`. */
export async function loadAuthSecret(dataDir: string): Promise<KeyObject> {
  const file = join(dataDir, 'auth-secret');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return generate(dataDir, file);
    throw error;
  });
  return secretKey(text.trim());
}
