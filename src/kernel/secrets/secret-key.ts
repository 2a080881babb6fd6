import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

/** In the data folder. */
export const KEY_FILE = 'secret.key';
const KEY_BYTES = 32;

/**
 * The console's secret key, 32 bytes: what was configured, else the key file in the data folder (mode 0600),
 * which is made at the first start. Whoever loses it loses the stored credentials, not the data.
 */
export async function loadSecretKey(dataDir: string, fromConfig: Uint8Array | null): Promise<Uint8Array> {
  if (fromConfig !== null) return fromConfig;
  const path = join(dataDir, KEY_FILE);
  return (await readKeyFile(path)) ?? (await makeKeyFile(dataDir, path));
}

/** The same without making one; null: there is none yet. */
export const findSecretKey = async (dataDir: string, fromConfig: Uint8Array | null): Promise<Uint8Array | null> =>
  fromConfig ?? (await readKeyFile(join(dataDir, KEY_FILE)));

async function readKeyFile(path: string): Promise<Uint8Array | null> {
  const text = await readFile(path, 'utf8').catch(nullIfMissing);
  if (text === null) return null;
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new StartError(`Others can read the secret key ${path}. Close it: chmod 600 ${path}`);
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== KEY_BYTES) throw new StartError(`The secret key ${path} is damaged: it must hold ${KEY_BYTES} bytes in base64.`);
  return key;
}

/** Written beside and linked into place: neither a crash nor a second process can leave half a key. */
async function makeKeyFile(dataDir: string, path: string): Promise<Uint8Array> {
  await mkdir(dataDir, { recursive: true });
  const draft = `${path}.${randomUUID()}`;
  const key = randomBytes(KEY_BYTES);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  const isOurs = await link(draft, path).then(() => true, falseIfThere);
  await unlink(draft);
  return isOurs ? key : ((await readKeyFile(path)) ?? key);
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

function nullIfMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null;
  throw error;
}

function falseIfThere(error: unknown): boolean {
  if (codeOf(error) === 'EEXIST') return false;
  throw error;
}
