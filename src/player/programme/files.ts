import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentFile } from '../../modules/screens/contract/wire/content.ts';

/** Files by their SHA-256, checked before anything is drawn of them. */
export interface Files {
  /** The bytes of a file that is there; null: it is not. */
  read(checksum: string): Uint8Array | null;
  /** Fetches those that are missing, and forgets those that were not asked for in a week. Answers what is still missing. */
  keep(wanted: readonly ContentFile[]): Promise<readonly ContentFile[]>;
}

const FORGOTTEN_MS = 7 * 86_400_000;
const MOST_BYTES = 512 * 1_048_576;
const PATIENCE_MS = 120_000;
const nowMs = (): number => Temporal.Now.instant().epochMilliseconds;
const CHECKSUM = /^[0-9a-f]{64}$/;

export function openFiles(folder: string): Files {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (checksum: string): string => join(folder, checksum);
  const has = (checksum: string): boolean => statSync(pathOf(checksum), { throwIfNoEntry: false }) !== undefined;

  const fetchOne = async ({ url, checksum, size }: ContentFile): Promise<void> => {
    const address = URL.parse(url);
    if (address === null || !['http:', 'https:'].includes(address.protocol)) throw new Error(`no address of a file: ${url}`);
    if (size > MOST_BYTES) throw new Error(`too large: ${size} bytes`);
    const reply = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    if (!reply.ok) throw new Error(`answered ${reply.status}`);
    const bytes = await limited(reply, size);
    if (createHash('sha256').update(bytes).digest('hex') !== checksum) throw new Error('its checksum is another one');
    writeFileSync(`${pathOf(checksum)}.new`, bytes, { mode: 0o600 });
    renameSync(`${pathOf(checksum)}.new`, pathOf(checksum));
  };

  return {
    read: (checksum) => (CHECKSUM.test(checksum) && has(checksum) ? readFileSync(pathOf(checksum)) : null),
    async keep(wanted) {
      const missing: ContentFile[] = [];
      for (const file of wanted) {
        try {
          if (!has(file.checksum)) await fetchOne(file);
          const seconds = nowMs() / 1_000;
          utimesSync(pathOf(file.checksum), seconds, seconds);
        } catch {
          missing.push(file);
        }
      }
      forget(folder, new Set(wanted.map(({ checksum }) => checksum)));
      return missing;
    },
  };
}

/** More bytes than were announced are not read. */
async function limited(reply: Response, size: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of reply.body ?? []) {
    length += chunk.length;
    if (length > size) throw new Error('longer than announced');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function forget(folder: string, wanted: ReadonlySet<string>): void {
  for (const name of readdirSync(folder)) {
    const { mtimeMs } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? { mtimeMs: nowMs() };
    if (!wanted.has(name) && nowMs() - mtimeMs > FORGOTTEN_MS) rmSync(join(folder, name), { force: true });
  }
}
