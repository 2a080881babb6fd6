import type { Clock } from '../../shared/time.ts';
import type { Config } from '../config/config.ts';
import { hasEmbedded } from '../db/embedded.ts';
import type { MigrationSet } from '../db/migrate.ts';
import { type ProvidedDatabase, provideDatabaseForCommand } from '../db/provide.ts';
import type { Check } from '../health/check.ts';
import type { Log } from '../log/log.ts';
import { findSecretKey } from '../secrets/secret-key.ts';
import { examineDatabase } from './database.ts';
import { examineEmbedded } from './embedded.ts';
import { examineFolder } from './folder.ts';
import { examineKeeping } from './keeping.ts';
import { examineMachine } from './machine.ts';
import { type Remark, remarksAbout, wordsOf } from './remark.ts';
import { examinePort, examinePublicUrl } from './running.ts';

export interface DoctorParts {
  readonly config: Config;
  readonly migrations: readonly MigrationSet[];
  /** What lies outside of console and database and is configured: mail, broker, file store. */
  readonly outsides: readonly Check[];
  readonly webDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks at every step of a start and at everything outside, beside a running console or without one. Changes nothing:
 * an embedded database that does not run is started for the look and stopped again, one that was never made is not made.
 */
export async function* examine(parts: DoctorParts): AsyncGenerator<Remark> {
  const { config } = parts;
  yield* examineMachine({ timeZone: config.timeZone, webDir: parts.webDir });
  const { remarks, holder } = examineFolder(config.dataDir);
  yield* remarks;
  if (config.databaseUrl === null) yield* examineEmbedded(config.dataDir);
  const mayLook = config.databaseUrl !== null || (hasEmbedded(config.dataDir) && !remarks.some(({ state }) => state === 'fault'));
  if (mayLook) yield* examineData(parts);
  const isRunning = holder !== null;
  yield* await examinePort(config, { isRunning });
  yield await examinePublicUrl(config, { isRunning });
  for (const outside of parts.outsides) yield await examineOutside(outside);
}

async function* examineData({ config, migrations, clock, log }: DoctorParts): AsyncGenerator<Remark> {
  let database: ProvidedDatabase;
  try {
    database = await provideDatabaseForCommand({ ...config, log });
  } catch (error) {
    yield remarksAbout('database').fault(wordsOf(error), 'Follow the sentence; the log of the database says more.');
    return;
  }
  try {
    yield* await examineDatabase({ db: database.db, clock, migrations });
    const { dataDir } = config;
    yield* await examineKeeping({ db: database.db, clock, dataDir, secretKey: await findSecretKey(dataDir, config.secretKey) });
  } catch (error) {
    yield remarksAbout('database').fault(
      `The database could not be looked at to the end: ${wordsOf(error)}`,
      'Look at its log, then again.',
    );
  } finally {
    await database.close();
  }
}

async function examineOutside({ name, probe }: Check): Promise<Remark> {
  const { sound, fault } = remarksAbout(name);
  try {
    return sound((await probe())?.text ?? 'It works.');
  } catch (error) {
    return fault(wordsOf(error), 'Look at its address and credentials in the configuration, and whether it runs.');
  }
}
