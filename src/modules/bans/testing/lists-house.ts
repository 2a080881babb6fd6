import { sql } from 'kysely';
import { type DrivenClock, drivenClock, type House, house, signedIn, type Voice, type Who } from '../../../../test/kit/house.ts';
import { newId } from '../../../shared/ids.ts';
import type { Level } from '../domain/host.ts';
import type { TestFail2ban } from './fail2ban.ts';

/** A console at work with fail2ban hosts that are really there. */
export interface ListsHouse extends House {
  readonly clock: DrivenClock;
  readonly siteId: string;
  addHost(server: Pick<TestFail2ban, 'socket' | 'configFolder'>, options: HostOptions): Promise<string>;
  /** Signed in anew: a session would be idle where the clock was moved. */
  again(who: Who): Promise<Voice>;
  /** As if another process had published this event: timers look at the clock again. */
  tell(event: string): Promise<void>;
}

interface HostOptions {
  readonly name: string;
  readonly jails: readonly string[];
  readonly level?: Level;
  readonly siteId?: string;
  readonly addresses?: readonly string[];
}

/** Begins at the machine's time, because fail2ban knows no other, and stands until it is moved. */
export async function listsHouse({ isStarted = false }: { readonly isStarted?: boolean } = {}): Promise<ListsHouse> {
  const clock = drivenClock(Temporal.Now.instant().toString());
  const found = await house({ clock, isStarted });
  const { id: siteId } = await found.db.selectFrom('kernel.sites').select('id').where('is_default', '=', true).executeTakeFirstOrThrow();
  return {
    ...{ ...found, clock, siteId },
    addHost: (server, options) => addHost(found, siteId, server, options),
    again: (who) => signedIn(found.app, who),
    async tell(event) {
      await sql`with told as (insert into kernel.events (at, name, module, payload) values (${clock.now()}, ${event}, 'bans', '{}') returning id)
        select pg_notify('caretaker_events', id || '-' || id) from told`.execute(found.db);
    },
  };
}

async function addHost(
  { db }: House,
  defaultSiteId: string,
  { socket, configFolder }: Pick<TestFail2ban, 'socket' | 'configFolder'>,
  { name, jails, level = 'ban', siteId = defaultSiteId, addresses = [] }: HostOptions,
): Promise<string> {
  const id: string = newId();
  await sql`insert into kernel.assets (id, module, kind, name, site_id, created_at)
    values (${id}, 'bans', 'fail2ban', ${name}, ${siteId}, now())`.execute(db);
  await sql`insert into bans.hosts (id, site_id, level, transport, socket_path, config_folder, addresses)
    values (${id}, ${siteId}, ${level}, 'local', ${socket}, ${configFolder}, ${[...addresses]}::inet[])`.execute(db);
  for (const jail of jails) await sql`insert into bans.jails (host_id, name, seen_at) values (${id}, ${jail}, now())`.execute(db);
  return id;
}

/** Waits until it holds; what takes longer than half a minute fails with the last answer. */
export async function until<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const end = performance.now() + 30_000;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > end) throw new Error(`it did not come true: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
