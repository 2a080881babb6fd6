import { sql } from 'kysely';
import { afterAll } from 'vitest';
import { loadLocales } from '../../../locales.ts';
import { serversModule } from '../../../modules/servers/module.ts';
import type { PersonActor } from '../../auth/actor.ts';
import { createTransact, type Transact } from '../../db/transact.ts';
import { createSubscriptions } from '../../events/subscriptions.ts';
import { testHouse } from '../../findings/test-house.ts';
import { createHealth } from '../../health/health.ts';
import { createHeld } from '../../held/held.ts';
import { createJobs } from '../../jobs/jobs.ts';
import { createLog } from '../../log/log.ts';
import { createMetrics } from '../../metrics/create-metrics.ts';
import { createOutbound } from '../../outbound/create-outbound.ts';
import { createSeal } from '../../secrets/seal.ts';
import { createSettings } from '../../settings/create-settings.ts';
import { createTelling, type TellingParts, type TellingRoom } from '../create-telling.ts';
import { DELIVER } from '../outbox/messages.ts';
import { TELLING_RULES } from '../rules.ts';
import { createTexts } from '../texts/texts.ts';
import { mailSink, webReceiver } from './receivers.ts';

const EVERYTHING = [{ role: 'editor', siteId: null, module: null }] as const;

/** Findings and telling on a real database with a driven clock, and real receivers of mail and calls on loopback. */
export async function tellingHouse() {
  const ground = await testHouse(TELLING_RULES);
  const { db, url, clock, findings } = ground;
  const log = createLog({ level: 'silent', format: 'json' });
  const [sink, receiver] = [await mailSink(), await webReceiver()];
  const held = createHeld({ db });
  const outbound = createOutbound({ proxy: null, ownPorts: () => [], held });
  afterAll(() => outbound.close());
  const texts = await createTexts(await loadLocales([serversModule]));
  const transact = await queueingTransact(url, db, clock);

  /** A console's room of telling; made anew it is a restart, or a second process. */
  const open = (more: Partial<TellingParts> = {}): TellingRoom =>
    createTelling({
      ...{ db, transact, clock, log, findings, held, outbound, texts },
      leading: { isLeading: () => true, transact },
      settings: createSettings({ log, seal: createSeal(ground.secretKey) }),
      metrics: createMetrics(),
      health: createHealth({ log }),
      seal: createSeal(ground.secretKey),
      ...{ timeZone: 'Europe/Vienna', publicUrl: 'https://console.example.org' },
      mail: { server: plainServer(sink.port), from: 'Caretaker <caretaker@example.org>' },
      ...more,
    });
  const telling = open();

  const due = async (): Promise<readonly string[]> => {
    const rows = await db
      .selectFrom('kernel.messages')
      .select('id')
      .where('state', 'in', ['planned', 'sending'])
      .where('next_at', '<=', clock.now())
      .orderBy('id')
      .execute();
    return rows.map(({ id }) => id);
  };
  /** Everything that is due leaves, as the queue would have it. */
  const send = async (room: TellingRoom = telling): Promise<void> => {
    const job = room.jobs.find(({ queue }) => queue === DELIVER);
    for (const id of await due()) await job?.run({ messageId: id }, { jobId: id, done: async () => {} });
  };

  /** Findings and telling do all that is due at this instant. */
  const tick = async (room: TellingRoom = telling): Promise<void> => {
    await ground.wake.wake();
    room.hear({ ...EVENT, name: 'telling.changed' });
    await room.look();
    await send(room);
  };

  return {
    ...ground,
    ...{ sink, receiver, telling, open, send, tick },
    /** As the room's own: what it plans goes into a queue. */
    queueing: transact,
    /** What has just happened is looked at; then the clock goes on in steps, and everything happens in its time. */
    async pass(duration: Temporal.DurationLike, steps = 1): Promise<void> {
      await tick();
      const step = Temporal.Duration.from(duration).total('seconds') / steps;
      for (let done = 0; done < steps; done += 1) {
        clock.pass({ seconds: step });
        await tick();
      }
    },
    async newUser(name: string, { email = `${name}@example.org`, ...more }: NewUser = {}): Promise<PersonActor> {
      const person = await ground.newPerson(name, [...(more.grants ?? EVERYTHING)]);
      await sql`
        update kernel.users set email = ${email}, language = ${more.language ?? 'en'}, time_zone = ${more.timeZone ?? null}
        where id = ${person.userId}`.execute(db);
      return person;
    },
    async allowReceiver(): Promise<void> {
      await sql`
        insert into kernel.settings (key, value, updated_at) values ('outbound.allowedOrigins', ${JSON.stringify([receiver.origin])}, ${clock.now()})
        on conflict (key) do nothing`.execute(db);
    },
    async hold(): Promise<void> {
      await sql`insert into kernel.held (since, backup_made_at) values (${clock.now()}, ${clock.now()})`.execute(db);
    },
    async release(): Promise<void> {
      await sql`delete from kernel.held`.execute(db);
    },
    /** Subjects of all mail to somebody, in order. */
    subjects: (person: PersonActor): string[] =>
      sink.mails.filter(({ to }) => to.includes(`${person.username}@example.org`)).map(({ headers }) => headers.get('subject') ?? ''),
    async messages() {
      return db.selectFrom('kernel.messages').selectAll().orderBy('id').execute();
    },
    async openFindings(rule: string) {
      return db.selectFrom('kernel.findings').selectAll().where('rule', '=', rule).where('closed_at', 'is', null).execute();
    },
  };
}

interface NewUser {
  readonly email?: string | null;
  readonly language?: 'en' | 'de';
  readonly timeZone?: string;
  readonly grants?: Parameters<Awaited<ReturnType<typeof testHouse>>['newPerson']>[1];
}

const EVENT = { id: 0, at: Temporal.Instant.fromEpochMilliseconds(0), siteId: null, module: 'telling', assetId: null, payload: {} };

export const plainServer = (port: number) => ({
  host: '127.0.0.1',
  port,
  isImplicitTls: false,
  needsTls: false,
  user: null,
  password: null,
});

/** Writes into queues from which nobody takes: tests send by themselves, when the clock says so. */
async function queueingTransact(url: string, db: TellingParts['db'], clock: TellingParts['clock']): Promise<Transact> {
  const jobs = createJobs({ db, url, log: createLog({ level: 'silent', format: 'json' }), metrics: createMetrics(), isWorker: false });
  jobs.add({ queue: DELIVER, run: async () => {} });
  const stop = await jobs.start();
  afterAll(stop);
  return createTransact({ db, boss: jobs.boss, clock, subscriptions: createSubscriptions() });
}
