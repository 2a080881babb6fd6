import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach, expect, vi } from 'vitest';
import * as routes from '../contract/routes.ts';
import { idOf, type Person, serversConsole } from './console.ts';

const NOW = '2026-11-21T08:00:00Z';
const HOURS = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };

/** An order as it was heard. */
export interface Heard {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
}
export type Answer = (order: Heard, response: ServerResponse) => void;

export const says =
  (status: number, body: unknown): Answer =>
  (_order, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

/** The token that an order carries. */
export const tokenOf = (order: Heard | undefined): string => String(Reflect.get(Object(order?.body['callback']), 'token'));

/** What stands in the place of what updates machines, on loopback: it remembers every order, and answers as the test says. */
async function receiver() {
  const heard: Heard[] = [];
  const answering = { answer: says(202, {}) };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const order = { path: request.url ?? '', headers: request.headers, body: text === '' ? {} : JSON.parse(text) };
      heard.push(order);
      answering.answer(order, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, answering };
}

/** A server, and its slot tonight at 21:00Z. */
export interface Planned {
  readonly id: string;
  readonly slotId: string;
}

/** The real console at work beside a receiver of its orders; its clock stands on the morning of the day again before each test. */
export async function handOffHouse() {
  const [house, { origin, heard, answering }] = [await serversConsole(NOW), await receiver()];
  const { db, clock } = house;
  const [adam, olga] = [house.person('adam'), house.person('olga')];
  beforeEach(() => {
    clock.set(NOW);
    answering.answer = says(202, {});
  });
  const row = (slotId: string) =>
    db.selectFrom('servers.slots').select(['state', 'because', 'outcome', 'called_at']).where('id', '=', slotId).executeTakeFirstOrThrow();
  return {
    ...{ house, adam, olga, origin, answering, row },
    orders: (slotId: string) => heard.filter(({ headers }) => headers['idempotency-key'] === slotId),
    until: (slotId: string, expected: Readonly<Record<string, unknown>>) =>
      vi.waitFor(async () => expect(await row(slotId)).toMatchObject(expected), { timeout: 15_000, interval: 50 }),
    /** Rules of the findings that are open about a server. */
    async open(id: string): Promise<string[]> {
      const rows = await db
        .selectFrom('kernel.findings')
        .select('rule')
        .where('asset_id', '=', id)
        .where('closed_at', 'is', null)
        .execute();
      return rows.map(({ rule }) => rule).sort();
    },
    /** Moves the clock; any change then wakes the timer, as time itself would. */
    async goTo(instant: string): Promise<void> {
      clock.set(instant);
      await nudge(olga);
    },
    planned: (handOff: Readonly<Record<string, unknown>> | null = {}) => planned({ adam, olga, origin }, handOff),
  };
}

let count = 0;

async function nudge(olga: Person): Promise<void> {
  const id = idOf(await olga.call(routes.addServer, { name: `nudge ${++count}`, hostname: 'nudge' }));
  await olga.call(routes.addSlot, { id, startsAt: '2027-06-01T00:00:00Z', confirmRisky: true });
  await olga.call(routes.archiveServer, { id });
}

/** `handOff`: what differs from a webhook of the receiver with a secret; null: nothing is called. */
async function planned(
  { adam, olga, origin }: { readonly adam: Person; readonly olga: Person; readonly origin: string },
  handOff: Readonly<Record<string, unknown>> | null,
): Promise<Planned> {
  count += 1;
  const schedule = idOf(await olga.call(routes.addSchedule, { name: `schedule ${count}`, intervalDays: 30 }));
  if (handOff !== null) {
    const set = await adam.call(routes.setHandOff, { id: schedule, kind: 'webhook', url: `${origin}/run`, secret: 'sesame', ...handOff });
    expect(set).toMatchObject({ status: 200, body: { handOff: { hasSecret: true } } });
  }
  const given = { name: `server ${count}`, hostname: 'web01.example.org', serviceWindow: HOURS, updateScheduleId: schedule };
  const id = idOf(await olga.call(routes.addServer, { lastUpdatedAt: '2026-10-25T00:00:00Z', ...given }));
  return { id, slotId: idOf(await olga.call(routes.addSlot, { id, startsAt: '2026-11-21T21:00:00Z' })) };
}
