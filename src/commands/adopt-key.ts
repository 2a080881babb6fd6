import { openSession } from '../kernel/backup/session.ts';
import { requireQuiet } from '../kernel/backup/target.ts';
import { type MigrationSet, migrate } from '../kernel/db/migrate.ts';
import { provideDatabase } from '../kernel/db/provide.ts';
import { createLog } from '../kernel/log/log.ts';
import { type Adopted, adoptKey } from '../kernel/secrets/adopt-key.ts';
import { loadSecretKey } from '../kernel/secrets/secret-key.ts';
import { systemClock } from '../shared/time.ts';
import type { Command, Given } from './command.ts';

/** For those who have lost the secret key, and for a restore on a machine that never had it. */
export const adoptKeyCommand = (migrations: readonly MigrationSet[]): Command => ({
  name: 'adopt-key',
  summary: 'Go on with the secret key that is here when the one of the database is lost; stored credentials must then be entered anew.',
  usage: '[--json]',
  flags: { json: { type: 'boolean' } },
  async run(given) {
    const adopted = await adopt(given, migrations);
    given.print(given.flags['json'] === true ? JSON.stringify(adopted) : answer(adopted));
    return 0;
  },
});

/** While no console runs: those that do go on with the key that they have. */
async function adopt({ config }: Given, migrations: readonly MigrationSet[]): Promise<Adopted> {
  const log = createLog({ ...config.log, level: 'error' }, process.stderr);
  const database = await provideDatabase({ ...config, log });
  try {
    await migrate(database.db, migrations, log);
    const session = await openSession(database.url, log);
    try {
      await requireQuiet(session, database);
      const secretKey = await loadSecretKey(config.dataDir, config.secretKey);
      return await session.db.transaction().execute((tx) => adoptKey(tx, secretKey, systemClock.now()));
    } finally {
      await session.close();
    }
  } finally {
    await database.close();
  }
}

function answer({ keyId, before, lost }: Adopted): string {
  if (before === keyId) return `The secret key here, ${keyId}, is the one of this database already. Nothing was changed.`;
  const sentence = `This console goes on with the secret key ${keyId}: give it to all its processes, and keep a copy of it elsewhere.`;
  return lost === 0
    ? sentence
    : `${sentence}\n${lost} stored values are sealed with another key and cannot be opened any more. The signing keys of tokens make themselves anew; enter the credentials of channels and hand-offs again.`;
}
