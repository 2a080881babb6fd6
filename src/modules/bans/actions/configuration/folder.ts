import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type HostAccess, HostError } from '../../devices/hosts/access.ts';
import type { Files } from '../../domain/config/layers.ts';
import { checkReadPath, type PathFault } from '../../domain/config/paths.ts';
import type { HostRow } from '../../store/hosts.ts';

/** The largest file that is read or written, in bytes. */
export const MOST_FILE_BYTES = 512 * 1024;

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The text of a file; one that is no UTF-8 is shown byte by byte, so that nothing of it is hidden. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString('latin1'); // TypeError: not UTF-8
  }
}

export interface FoundFile {
  readonly path: string;
  readonly size: number;
}

const FOLDERS = ['', 'jail.d', 'fail2ban.d', 'filter.d', 'action.d'];

/** All files that fail2ban may read, by path below its folder. */
export async function listFolder(host: HostAccess, { configFolder }: HostRow, folders: readonly string[] = FOLDERS): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const folder of folders) {
    for (const { path, size, isFolder } of await listOrNone(host, posix.join(configFolder, folder))) {
      const below = posix.relative(configFolder, path);
      if (!isFolder && checkReadPath(below).ok) found.push({ path: below, size });
    }
  }
  return found;
}

async function listOrNone(host: HostAccess, folder: string): ReturnType<HostAccess['files']['list']> {
  try {
    return await host.files.list(folder);
  } catch (cause) {
    if (cause instanceof HostError && cause.kind === 'no_such_file') return [];
    throw cause;
  }
}

/** The files that jails and the server are made of, without filters and actions. */
export async function readLayers(
  host: HostAccess,
  row: HostRow,
  folders: readonly string[] = ['', 'jail.d', 'fail2ban.d'],
): Promise<Files> {
  const files = new Map<string, string>();
  for (const { path, size } of await listFolder(host, row, folders)) {
    const bytes = size > MOST_FILE_BYTES ? null : await host.files.read(posix.join(row.configFolder, path), MOST_FILE_BYTES);
    if (bytes !== null) files.set(path, textOf(bytes));
  }
  return files;
}

export type PlaceFault = PathFault | 'bans.config_leads_out';

/** Where a path leads on the host, once its links are followed: refused where that is outside of the configuration folder. */
export async function placeOf(host: HostAccess, { configFolder }: HostRow, path: string): Promise<Result<string, PlaceFault>> {
  const checked = checkReadPath(path);
  if (!checked.ok) return checked;
  const place = posix.join(configFolder, path);
  const [folder, real] = [await host.files.realPath(configFolder), await host.files.realPath(place)];
  const isInside = folder !== null && (real === null || real.startsWith(`${folder}/`));
  return isInside ? ok(place) : refuse('bans.config_leads_out', { path: 'path', file: path });
}

/** The bytes of a file; null: there is none. */
export async function readBytes(
  host: HostAccess,
  row: HostRow,
  path: string,
): Promise<Result<Uint8Array | null, PlaceFault | 'bans.config_too_large'>> {
  const place = await placeOf(host, row, path);
  if (!place.ok) return place;
  try {
    return ok(await host.files.read(place.value, MOST_FILE_BYTES));
  } catch (cause) {
    const isLarge = cause instanceof HostError && cause.kind === 'too_large';
    if (isLarge) return refuse('bans.config_too_large', { path: 'path', most: MOST_FILE_BYTES });
    throw cause;
  }
}
