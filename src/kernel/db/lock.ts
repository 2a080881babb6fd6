import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartError } from '../start-error.ts';

/** The right to use a data folder, held until released or until the process ends, however it ends. */
export interface FolderLock {
  release(): void;
}

/** Kept reachable: a collected DatabaseSync closes its file, and the lock would be gone while the console still runs. */
const held = new Set<DatabaseSync>();

/**
 * Takes the data folder for this process, before anything in it is touched; makes the folder where there is none.
 * Throws a StartError that names the process that has it.
 *
 * Node has no flock, but SQLite locks its file by fcntl: the kernel frees it with the process, also after kill -9.
 * So there is no stale lock to judge, and no race between two that judge it.
 */
export function lockFolder(dataDir: string): FolderLock {
  makeFolder(dataDir);
  const holder = join(dataDir, 'console.pid');
  const file = openLockFile(join(dataDir, 'console.lock'));
  try {
    // No journal: nothing is ever written, and a folder should show one file only.
    file.exec('pragma journal_mode = off; begin exclusive');
  } catch (error) {
    file.close();
    if (!isLocked(error)) throw new StartError(`The data folder ${dataDir} cannot be locked: ${messageOf(error)}.`, { cause: error });
    throw new StartError(
      `The data folder ${dataDir} is in use by process ${readPid(holder)}. Stop that console first, or give this one a folder of its own (CARETAKER_DATA_DIR). Several processes of one console also need a database that they share (CARETAKER_DATABASE_URL).`,
    );
  }
  writeFileSync(holder, `${process.pid}\n`);
  held.add(file);
  return {
    release: () => {
      held.delete(file);
      file.close();
    },
  };
}

/** Whether some console, here or elsewhere on this machine, holds the folder at this moment. */
export function isFolderInUse(dataDir: string): boolean {
  try {
    lockFolder(dataDir).release();
    return false;
  } catch (error) {
    if (error instanceof StartError) return true;
    throw error;
  }
}

/** 0711: the database's own user passes through, and nobody else lists it. */
function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  } catch (error) {
    throw new StartError(`The data folder ${dataDir} cannot be made: ${messageOf(error)}. Make it, or set CARETAKER_DATA_DIR.`, {
      cause: error,
    });
  }
}

function openLockFile(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw new StartError(
      `${path} cannot be written: ${messageOf(error)}. The console needs a data folder of its own (CARETAKER_DATA_DIR).`,
      {
        cause: error,
      },
    );
  }
}

const SQLITE_BUSY = 5;

const isLocked = (error: unknown): boolean => error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return '(starting)'; // It holds the lock and has not yet written who it is.
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
