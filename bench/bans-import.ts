import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { request } from 'undici';
import type { z } from 'zod';
import type { Route } from '../src/kernel/contract/route.ts';
import { addBlocklist, applyImport, listImports, uploadBlocklist } from '../src/modules/bans/contract/blocklist-routes.ts';
import { startFail2ban, type TestFail2ban } from '../src/modules/bans/testing/fail2ban.ts';
import { newId } from '../src/shared/ids.ts';
import type { Asker } from './bans-ask.ts';
import { printPingHead, printPings } from './bans-pings.ts';
import { startConsoleProcess } from './bans-process.ts';
import type { BenchConsole } from './console.ts';

export const WHOLE_LIST = 21_000;
/** A shell per address: the whole list takes longer than a minute, so it is imported whole only where more time is given. */
export const partOfList = (seconds: number): number => (seconds >= 5 ? WHOLE_LIST : 4_000);

/** A blocklist's whole way through a console of its own process, its archive and its watch included, into a real fail2ban. */
export async function importFigures(bench: BenchConsole, asker: Asker): Promise<void> {
  await using server = await startFail2ban({
    jails: [
      { name: 'none', filter: 'sshd', action: 'noop', banTime: 86_400 },
      { name: 'shell', filter: 'sshd', action: 'shell', banTime: 86_400 },
    ],
  });
  const place = await addTo(bench, server);
  const console_ = await startConsoleProcess(bench.databaseUrl);
  try {
    printPingHead();
    for (const [jail, count] of [
      ['none', WHOLE_LIST],
      ['shell', partOfList(asker.seconds)],
    ] as const) {
      const call = callsOf(console_.origin, asker);
      await printPings(`a blocklist of the console, action ${jail}`, { socket: server.socket, count }, () =>
        importList(call, { ...place, jail, count }),
      );
    }
  } finally {
    await console_.stop();
  }
}

interface Place {
  readonly siteId: string;
  readonly hostId: string;
}

async function addTo({ db }: BenchConsole, { socket, configFolder }: TestFail2ban): Promise<Place> {
  const { rows } = await sql<{ id: string }>`select id from kernel.sites order by id limit 1`.execute(db);
  const siteId = rows[0]?.id ?? '';
  const hostId: string = newId();
  await sql`insert into kernel.assets (id, module, kind, name, site_id, created_at) values (${hostId}, 'bans', 'fail2ban', 'live', ${siteId}, now())`.execute(
    db,
  );
  await sql`insert into bans.hosts (id, site_id, level, transport, socket_path, config_folder)
    values (${hostId}, ${siteId}, 'ban', 'local', ${socket}, ${configFolder})`.execute(db);
  await sql`insert into bans.jails (host_id, name, seen_at) select ${hostId}, name, now() from unnest(array['none', 'shell']) name`.execute(
    db,
  );
  return { siteId, hostId };
}

type Call = <O extends z.ZodType>(route: Route<z.ZodType, O>, path: string, body?: unknown) => Promise<z.output<O>>;

const callsOf =
  (origin: string, { headers }: Asker): Call =>
  async <O extends z.ZodType>(route: Route<z.ZodType, O>, path: string, body?: unknown) => {
    const isText = typeof body === 'string';
    const { statusCode, body: answer } = await request(`${origin}/api${path}`, {
      method: route.method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': isText ? 'text/plain' : 'application/json' }) },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (statusCode >= 300) throw new Error(`${path} answered ${statusCode}: ${text}`);
    return route.output.parse(JSON.parse(text));
  };

/** Nothing of it lies side by side, so that as many addresses go out as there are lines. */
const linesOf = (count: number): string =>
  Array.from({ length: count }, (_none, at) => `45.${10 + (at >> 7)}.${2 * (at & 127)}.1`).join('\n');

async function importList(
  call: Call,
  { siteId, hostId, jail, count }: Place & { readonly jail: string; readonly count: number },
): Promise<void> {
  const list = await call(addBlocklist, '/bans/blocklists', { siteId, name: `bench ${jail}`, jail, hostIds: [hostId] });
  const path = `/bans/blocklists/${list.id}`;
  const { id } = await call(uploadBlocklist, `${path}/text`, linesOf(count));
  await call(applyImport, `${path}/imports/${id}/apply`, {});
  for (;;) {
    const { items } = await call(listImports, `${path}/imports`);
    if (items[0]?.state === 'applied') return;
    await delay(250);
  }
}
