import { DatabaseError } from 'pg';
import { z } from 'zod';
import { type Method, route } from '../contract/route.ts';
import { WireId } from '../contract/wire.ts';
import { Refusal, type Served, serve } from './serve.ts';

export const ID = '01890a5d-ac96-774b-bcce-b302099a8057';

const base = { summary: 'For the test', permission: 'test:do', refusals: {} };
const Thing = z.object({ id: WireId, name: z.string(), version: z.int() });

const getThing = route({
  ...base,
  method: 'GET',
  path: '/things/:id',
  input: z.strictObject({ id: WireId }),
  output: Thing,
  version: 'version',
});
const addThing = route({
  ...base,
  method: 'POST',
  path: '/things',
  input: z.strictObject({ name: z.string().min(1), hidden: z.boolean().optional(), more: z.json().optional() }),
  output: Thing,
  refusals: { 'test.taken': 409 },
});
const editThing = route({
  ...base,
  method: 'PATCH',
  path: '/things/:id',
  input: z.strictObject({ id: WireId, name: z.string().optional() }),
  output: z.object({ seen: z.int().nullable(), name: z.string().nullable() }),
});
const removeThing = route({ ...base, method: 'DELETE', path: '/things/:id', input: z.strictObject({ id: WireId }), output: z.null() });
const listThings = route({
  ...base,
  method: 'GET',
  path: '/things',
  input: z.strictObject({ limit: z.coerce.number().int().default(50), q: z.string().optional() }),
  output: z.object({ limit: z.int() }),
});
const never = route({
  ...base,
  method: 'POST',
  path: '/never',
  permission: 'test:never',
  input: z.strictObject({ x: z.string() }),
  output: z.null(),
});
const open = route({
  ...base,
  method: 'POST',
  path: '/open',
  permission: null,
  input: z.strictObject({}),
  output: z.object({ who: z.string() }),
});
const report = route({
  ...base,
  method: 'POST',
  path: '/report',
  body: 'text',
  bodyLimit: 1_000,
  input: z.strictObject({ body: z.string() }),
  output: z.object({ length: z.int() }),
});
const fail = route({ ...base, method: 'POST', path: '/fail', input: z.strictObject({ how: z.string() }), output: z.null() });
const chatter = route({ ...base, method: 'GET', path: '/chatter', input: z.strictObject({}), output: z.object({ a: z.int() }) });
const scarce = route({ ...base, method: 'POST', path: '/scarce', input: z.strictObject({}), output: z.null(), triesPerMinute: 3 });
const cookies = route({ ...base, method: 'POST', path: '/cookies', permission: null, input: z.strictObject({}), output: z.null() });

const databaseError = (code: string) => Object.assign(new DatabaseError('no', 1, 'error'), { code });

const FAILURES: Readonly<Record<string, () => Error>> = {
  bug: () => new Error('the secret is hunter2'),
  undeclared: () => new Refusal('test.never_declared'),
  away: () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' }),
  slow: () => databaseError('57014'),
  full: () => databaseError('53100'),
  nul: () => databaseError('22021'),
};

/** Routes of every shape, each as small as can be. */
export const testRoutes: Served[] = [
  serve(getThing, async ({ id }) => ({ id, name: 'one', version: 3 })),
  serve(addThing, async ({ name }) => {
    if (name === 'taken') throw new Refusal('test.taken', { path: 'name', name });
    return { id: ID, name, version: 1 };
  }),
  serve(editThing, async ({ name }, { ifMatch }) => ({ seen: ifMatch, name: name ?? null })),
  serve(removeThing, async () => null),
  serve(listThings, async ({ limit }) => ({ limit })),
  serve(never, async () => null),
  serve(open, async (_input, { actor }) => ({ who: actor.kind })),
  serve(report, async ({ body }) => ({ length: body.length })),
  serve(fail, async ({ how }) => {
    throw FAILURES[how]?.() ?? new Error('unknown failure');
  }),
  serve(chatter, async () => ({ a: 1, b: 'more than was promised' })),
  serve(scarce, async () => null),
  serve(cookies, async (_input, call) => {
    call.cookies.set('session', 'olga', { maxAgeSeconds: 60 });
    return null;
  }),
];

export interface Ask {
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: 'olga' | 'stranger';
}

/** Asks a console as Olga, or as nobody. */
export const askAt =
  (url: string) =>
  async (method: Method | 'HEAD', path: string, { body, text, headers = {}, as = 'olga' }: Ask = {}) => {
    const reply = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(as === 'olga' ? { authorization: 'Bearer olga' } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined && text === undefined ? {} : { body: text ?? JSON.stringify(body) }),
    });
    const content = await reply.text();
    return { status: reply.status, headers: reply.headers, body: content === '' ? null : JSON.parse(content) };
  };
