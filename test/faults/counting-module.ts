import { sql } from 'kysely';
import { z } from 'zod';
import { systemActor } from '../../src/kernel/auth/actor.ts';
import { route } from '../../src/kernel/contract/route.ts';
import { serve } from '../../src/kernel/http/serve.ts';
import type { Job, Kernel, Module, Resource } from '../../src/kernel/module.ts';

const ask = route({
  method: 'POST',
  path: '/counting',
  summary: 'Write a row and have a job done about it',
  permission: 'counting:ask',
  input: z.strictObject({ id: z.uuid() }),
  output: z.object({ id: z.uuid() }),
  refusals: {},
});

/**
 * A module for tests of crashes. Each request writes `public.asked` and enqueues one job; the job writes `public.effects`, which
 * allows the same effect twice, so that doing it twice can be seen, and calls `receiver` with the job's id as the key.
 */
export const countingModule = (receiver: string): Module => ({
  name: 'counting',
  permissions: [{ name: 'counting:ask', role: 'user', tokens: true, about: 'For tests.' }],
  migrations: { owner: 'counting', folder: new URL('./', import.meta.url) },
  rules: [],
  settings: {},
  routes: [ask],
  sentences: {},
  wire: (kernel) => ({ routes: [asked(kernel)], jobs: countingJobs(kernel, receiver), resources: [tables(kernel)] }),
});

const asked = ({ transact }: Kernel) =>
  serve(ask, async ({ id }, { actor }) =>
    transact(actor, async ({ tx, enqueue }) => {
      await sql`insert into public.asked values (${id})`.execute(tx);
      await enqueue('counting.effect', { id });
      await enqueue('counting.call', { id });
      return { id };
    }),
  );

const Asked = z.object({ id: z.uuid() });

const countingJobs = ({ transact }: Kernel, receiver: string): Job[] => [
  {
    queue: 'counting.effect',
    run: async (data, attempt) =>
      transact(systemActor('counting'), async ({ tx }) => {
        await sql`insert into public.effects values (${Asked.parse(data).id})`.execute(tx);
        await attempt.done(tx);
      }),
  },
  {
    queue: 'counting.call',
    async run(data, { jobId }) {
      const headers = { 'idempotency-key': jobId, 'content-type': 'application/json' };
      const reply = await fetch(receiver, { method: 'POST', headers, body: JSON.stringify(data) });
      if (!reply.ok) throw new Error(`the receiver answered ${reply.status}`);
    },
  },
];

const tables = ({ db }: Kernel): Resource => ({
  name: 'counting tables',
  async start() {
    await sql`create table if not exists public.asked (id uuid primary key)`.execute(db);
    await sql`create table if not exists public.effects (id uuid not null)`.execute(db);
    return async () => {};
  },
});
