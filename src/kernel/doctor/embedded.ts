import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBinaries } from '../db/embedded/binaries.ts';
import { MAJOR } from '../db/embedded/cluster.ts';
import { socketFolder } from '../db/embedded/socket-folder.ts';
import { chooseUser } from '../db/embedded/user.ts';
import { type Remark, remarksAbout, wordsOf } from './remark.ts';

const { sound, note, fault } = remarksAbout('embedded database');

/** What the embedded database needs before it can start. */
export function examineEmbedded(dataDir: string): readonly Remark[] {
  const cluster = join(dataDir, 'postgres');
  try {
    const { postgres } = findBinaries();
    const remarks = [sound('PostgreSQL is here for this platform.'), ...examineSocket(dataDir), examineCluster(cluster)];
    if (!existsSync(dataDir)) return remarks;
    const { ids } = chooseUser({ dataDir, cluster, postgres });
    return [...remarks, sound(ids === undefined ? 'PostgreSQL runs as this user.' : `PostgreSQL runs as user ${ids.uid}.`)];
  } catch (error) {
    return [fault(wordsOf(error), 'Follow the sentence, or set CARETAKER_DATABASE_URL to a PostgreSQL of your own.')];
  }
}

function examineSocket(dataDir: string): readonly Remark[] {
  const folder = socketFolder(dataDir);
  if (folder.startsWith(dataDir)) return [];
  return [
    note(
      `The path of the data folder is too long for a socket, which lies in ${folder} therefore.`,
      'Set CARETAKER_DATA_DIR to a shorter path if others can write in /tmp.',
    ),
  ];
}

function examineCluster(cluster: string): Remark {
  const file = join(cluster, 'PG_VERSION');
  if (!existsSync(file)) return note('There is no database yet; the first start makes it.');
  const version = readFileSync(file, 'utf8').trim();
  if (version === MAJOR) return sound(`The database was made by PostgreSQL ${MAJOR}, as this console brings it.`);
  return fault(
    `The database was made by PostgreSQL ${version}; this console brings ${MAJOR}.`,
    'Back up with the old console, and restore with this one.',
  );
}
