import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isFolderInUse } from '../db/lock.ts';
import { type Remark, remarksAbout } from './remark.ts';

export interface FolderState {
  readonly remarks: readonly Remark[];
  /** The process that uses the folder; null: none does. */
  readonly holder: string | null;
}

const MIB = 1_048_576;
/** PostgreSQL alone wants 16 MiB at a time for its log. */
const LEAST_BYTES = 200 * MIB;
const LITTLE_BYTES = 1_024 * MIB;

const { sound, note, fault } = remarksAbout('data folder');

/** The data folder, without making anything in it. */
export function examineFolder(dataDir: string): FolderState {
  if (!existsSync(dataDir)) return { remarks: [examineMissing(dataDir)], holder: null };
  const access = examineAccess(dataDir);
  if (access.state === 'fault') return { remarks: [access], holder: null };
  const holder = holderOf(dataDir);
  return {
    remarks: [access, ...examineSecrets(dataDir), examineRoom(dataDir), sound(usageOf(holder))],
    holder,
  };
}

const usageOf = (holder: string | null): string =>
  holder === null ? 'No console uses the folder at the moment.' : `A console uses the folder: process ${holder}.`;

function examineMissing(dataDir: string): Remark {
  let above = dirname(dataDir);
  while (!existsSync(above)) above = dirname(above);
  if (mayWrite(above)) return note(`${dataDir} is not there yet; the first start makes it.`);
  return fault(`${dataDir} is not there, and this user may not make it in ${above}.`, 'Make it for this user, or set CARETAKER_DATA_DIR.');
}

function examineAccess(dataDir: string): Remark {
  const stats = statSync(dataDir);
  if (!stats.isDirectory()) return fault(`${dataDir} is no folder.`, 'Set CARETAKER_DATA_DIR to a folder.');
  if (!mayWrite(dataDir))
    return fault(`This user may not write in ${dataDir}.`, `Give it to the user that the console runs as: chown -R … ${dataDir}`);
  if ((stats.mode & 0o022) !== 0) return fault(`Others may write in ${dataDir}.`, `Close it: chmod go-w ${dataDir}`);
  return sound(`${dataDir} is there and can be written.`);
}

function mayWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false; // The answer itself.
  }
}

function examineSecrets(dataDir: string): readonly Remark[] {
  return ['secret.key', 'database-keys.json'].flatMap((name) => {
    const path = join(dataDir, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || (stats.mode & 0o077) === 0) return [];
    return [fault(`Others can read ${path}.`, `Close it: chmod 600 ${path}`)];
  });
}

function examineRoom(dataDir: string): Remark {
  const { bavail, bsize } = statfsSync(dataDir);
  const bytes = bavail * bsize;
  const sentence = `${Math.round(bytes / MIB)} MiB are free on its disk.`;
  if (bytes < LEAST_BYTES) return fault(sentence, 'Make room: without any the database stops.');
  return bytes < LITTLE_BYTES ? note(sentence, 'Make room soon.') : sound(sentence);
}

/** A folder that was never locked is nobody's; asking would make the lock's file. */
function holderOf(dataDir: string): string | null {
  if (!existsSync(join(dataDir, 'console.lock'))) return null;
  const pid = readPid(join(dataDir, 'console.pid'));
  return isFolderInUse(dataDir) ? pid : null;
}

/** Read before the lock is tried: trying writes one's own. */
function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '(unknown)';
  }
}
