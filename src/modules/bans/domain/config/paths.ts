import { ok, type Result, refuse } from '../../../../shared/result.ts';

export const FILE_KINDS = ['server', 'jail', 'filter', 'action', 'paths', 'other'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

/** The one file of a jail folder that is ours; its name makes it the last of all. */
export const OWN_JAIL_FILE = 'jail.d/zz-caretaker.local';

/** fail2ban reads settings from these folders only (client/configreader.py, filterreader.py, actionreader.py). */
const FOLDERS = ['', 'jail.d', 'fail2ban.d', 'filter.d', 'action.d'] as const;

export type PathFault = 'bans.config_bad_path' | 'bans.config_not_ours';

/**
 * A path below the configuration folder that may be read: relative, plain, in one of fail2ban's folders, `.conf`, `.local` or
 * an action's `.py`. That it leads out by a symbolic link only the host can say (see `HostFiles.realPath`).
 */
export function checkReadPath(path: string): Result<string, PathFault> {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  const folder = parts.slice(0, -1).join('/');
  const isPlain = parts.every((part) => /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/.test(part) && !part.includes('..'));
  if (!isPlain || path.length > 300) return refuse('bans.config_bad_path', { path: 'path', file: path });
  if (!FOLDERS.some((known) => known === folder) || !/\.(?:conf|local|py)$/.test(name)) {
    return refuse('bans.config_bad_path', { path: 'path', file: path });
  }
  return ok(path);
}

/** A path that may be written: a `.local` file, for what the distribution ships is overwritten by its next update. */
export function checkWritePath(path: string): Result<string, PathFault> {
  const readable = checkReadPath(path);
  if (!readable.ok) return readable;
  return mayWrite(path) ? ok(path) : refuse('bans.config_not_ours', { path: 'path', file: path });
}

export const mayWrite = (path: string): boolean => checkReadPath(path).ok && path.endsWith('.local');

export function kindOf(path: string): FileKind {
  if (/^jail\.(?:conf|local)$|^jail\.d\//.test(path)) return 'jail';
  if (/^fail2ban\.(?:conf|local)$|^fail2ban\.d\//.test(path)) return 'server';
  if (path.startsWith('filter.d/')) return 'filter';
  if (path.startsWith('action.d/')) return 'action';
  return path.startsWith('paths-') ? 'paths' : 'other';
}

export type TextFault = 'bans.config_too_large' | 'bans.config_not_text';

/** The bytes of a text that may stand in a file: at most 512 KB of UTF-8 without NUL or lone surrogates. */
export function checkContent(content: string, mostBytes: number): Result<Uint8Array, TextFault> {
  if (content.length > mostBytes) return refuse('bans.config_too_large', { path: 'content', most: mostBytes });
  if (content.includes('\0') || !content.isWellFormed()) return refuse('bans.config_not_text', { path: 'content' });
  const bytes = new TextEncoder().encode(content);
  return bytes.length > mostBytes ? refuse('bans.config_too_large', { path: 'content', most: mostBytes }) : ok(bytes);
}
