import { text as readAll } from 'node:stream/consumers';
import { z } from 'zod';
import type { CommandLineUsers } from '../kernel/auth/command-line.ts';
import type { UserRecord } from '../kernel/auth/users/store.ts';
import type { Config } from '../kernel/config/config.ts';
import { ROLES } from '../kernel/contract/permission.ts';
import { Email, NewPassword, Username } from '../kernel/contract/routes/auth.ts';
import { KERNEL_SENTENCES } from '../kernel/contract/sentences.ts';
import { StartError } from '../kernel/start-error.ts';
import type { Result } from '../shared/result.ts';
import { type Command, type Given, UsageError } from './command.ts';
import { readHidden } from './hidden-input.ts';

/** Users on the console's database, running or not. */
export interface OpenUsers {
  readonly users: CommandLineUsers;
  close(): Promise<void>;
}

const Flags = z.object({ email: Email.optional(), role: z.enum(ROLES).optional(), superadmin: z.boolean().default(false) });

/** Whoever may run this beside the database owns the console: it is also the way back in. */
export const userCommand = (open: (config: Config) => Promise<OpenUsers>): Command => ({
  name: 'user',
  summary: 'Create users, set passwords, list users. The password is asked for, or read from standard input.',
  usage: 'create NAME [--email ADDRESS] [--role user|editor|admin | --superadmin] | passwd NAME | list  [--json]',
  flags: { email: { type: 'string' }, role: { type: 'string' }, superadmin: { type: 'boolean' }, json: { type: 'boolean' } },
  async run(given) {
    const [verb, name, ...more] = given.words;
    if (more.length > 0) throw new UsageError(`There is a word too many: ${more[0]}.`);
    const act = actFor(verb, name);
    const opened = await open(given.config);
    try {
      await act(opened.users, given);
      return 0;
    } finally {
      await opened.close();
    }
  },
});

type Act = (users: CommandLineUsers, given: Given) => Promise<void>;

function actFor(verb: string | undefined, name: string | undefined): Act {
  if (verb === 'list' && name === undefined) return list;
  if (verb === 'create' && name !== undefined) return (users, given) => create(users, given, name);
  if (verb === 'passwd' && name !== undefined) return (users, given) => setPassword(users, given, name);
  throw new UsageError('Say what to do: create NAME, passwd NAME or list.');
}

async function create(users: CommandLineUsers, given: Given, name: string): Promise<void> {
  const username = check(Username, name, 'The name');
  const { email = null, role, superadmin } = check(Flags, given.flags, 'The call');
  const grants = role === undefined ? [] : [{ role, siteId: null, module: null }];
  const password = check(NewPassword, await askPassword(), 'The password');
  const user = orStop(await users.createUser({ username, password, email, grants, isSuperadmin: superadmin }));
  given.print(given.flags['json'] === true ? JSON.stringify(present(user)) : `Created ${user.username}.`);
}

async function setPassword(users: CommandLineUsers, given: Given, name: string): Promise<void> {
  orStop(await users.setPassword(name, check(NewPassword, await askPassword(), 'The password')));
  given.print(
    given.flags['json'] === true ? JSON.stringify({ username: name }) : `The password of ${name} is set; their sessions have ended.`,
  );
}

async function list(users: CommandLineUsers, given: Given): Promise<void> {
  const all = (await users.listUsers()).map(present);
  if (given.flags['json'] === true) {
    given.print(JSON.stringify(all));
    return;
  }
  const width = Math.max(4, ...all.map(({ username }) => username.length));
  for (const user of all) given.print(`${user.username.padEnd(width)}  ${describe(user)}`);
}

const present = ({ id, username, email, isSuperadmin, grants, lastLoginAt, deactivatedAt }: UserRecord) => ({
  id,
  username,
  email,
  isSuperadmin,
  grants,
  lastLoginAt: lastLoginAt?.toString() ?? null,
  deactivatedAt: deactivatedAt?.toString() ?? null,
});

function describe({ isSuperadmin, grants, lastLoginAt, deactivatedAt }: ReturnType<typeof present>): string {
  const rank = isSuperadmin
    ? 'superadmin'
    : grants.map((grant) => `${grant.role}${grant.siteId === null ? '' : ' of one site'}`).join(', ') || 'no grant';
  const state = deactivatedAt === null ? `last signed in ${lastLoginAt ?? 'never'}` : `switched off ${deactivatedAt}`;
  return `${rank}; ${state}`;
}

/** A pipe gives the password whole; a terminal is asked without showing it. */
async function askPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await readAll(process.stdin)).replace(/\r?\n$/, '');
  return readHidden('Password: ');
}

function check<Type extends z.ZodType>(type: Type, value: unknown, what: string): z.output<Type> {
  const parsed = type.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new StartError(
    `${what} cannot be used. ${parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join(' ')}`,
  );
}

function orStop<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new StartError(KERNEL_SENTENCES[result.code] ?? result.code);
}
