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
const MOST_BYTES_IN_ALL = 8 * 1_073_741_824;
const PATIENCE_MS = 120_000;
const nowMs = (): number => Temporal.Now.instant().epochMilliseconds;
const CHECKSUM = /^[0-9a-f]{64}$/;

/** `mostBytes`: of all together. Beyond that those go first that were wanted longest ago; what is wanted now stays in any case. */
export function openFiles(folder: string, mostBytes = MOST_BYTES_IN_ALL): Files {
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
    const fresh = `${pathOf(checksum)}.new`;
    try {
      writeFileSync(fresh, bytes, { mode: 0o600 });
      renameSync(fresh, pathOf(checksum));
    } finally {
      rmSync(fresh, { force: true });
    }
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
      forget(folder, new Set(wanted.map(({ checksum }) => checksum)), mostBytes);
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

function forget(folder: string, wanted: ReadonlySet<string>, mostBytes: number): void {
  const there = readdirSync(folder)
    .flatMap((name) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ name, bytes: stats.size, at: stats.mtimeMs }];
    })
    .toSorted((a, b) => a.at - b.at);
  let bytes = there.reduce((sum, one) => sum + one.bytes, 0);
  for (const one of there) {
    if (wanted.has(one.name) || (nowMs() - one.at <= FORGOTTEN_MS && bytes <= mostBytes)) continue;
    rmSync(join(folder, one.name), { force: true });
    bytes -= one.bytes;
  }
}
