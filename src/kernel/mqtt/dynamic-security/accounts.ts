import { z } from 'zod';
import { told } from '../../contract/told.ts';
import { DeliveryError } from '../../outbound/delivery-error.ts';
import type { MqttAccount, MqttAccounts, MqttPrincipal } from '../mqtt.ts';
import { type Acl, aclsOf, clientCommands, removalCommands, roleCommands } from './commands.ts';
import type { Control, ControlAnswer, ControlCommand } from './control.ts';

const Client = z.object({ username: z.string(), roles: z.array(z.object({ rolename: z.string() })).default([]) });
const Rule = z.object({ acltype: z.string(), topic: z.string(), allow: z.boolean() });
const Role = z.object({ rolename: z.string(), acls: z.array(Rule).default([]) });
const Clients = z.object({ clients: z.array(Client) });
const Roles = z.object({ roles: z.array(Role) });

/** So many rules in one message: the plugin writes its whole file at each. */
const AT_ONCE = 100;

/** Accounts of devices at a Mosquitto with the dynamic-security plugin. */
export function createPluginAccounts(run: Control['run']): MqttAccounts {
  const list = async (): Promise<Known> => {
    const clients = await everyPage(run, 'listClients', (answer) => dataOf(Clients, answer).clients);
    const roles = await everyPage(run, 'listRoles', (answer) => dataOf(Roles, answer).roles);
    return {
      clients: new Map(clients.map((client) => [client.username, client])),
      roles: new Map(roles.map((role) => [role.rolename, role])),
    };
  };
  const carryOut = async (commands: readonly ControlCommand[]): Promise<void> => {
    for (let from = 0; from < commands.length; from += AT_ONCE) {
      const answers = await run(commands.slice(from, from + AT_ONCE));
      refuseFaults(answers);
    }
  };
  const isThere = async (command: ControlCommand): Promise<boolean> => (await run([command]))[0]?.error === undefined;

  return {
    async grant({ username, password, ...principal }) {
      const [role, known] = await run([
        { command: 'getRole', rolename: username },
        { command: 'getClient', username },
      ]);
      const [hasRole, hasClient] = [role?.error === undefined, known?.error === undefined];
      if (!hasClient && password === undefined) throw new DeliveryError(told('broker.unknown_account', { username }), { permanent: true });
      // A change of the client would end the connections of all who share it.
      const isRoleAlone = principal.isShared === true && hasClient && password === undefined;
      const client = isRoleAlone ? [] : clientCommands(username, password ?? null, hasClient);
      await carryOut([...roleCommands(username, principal, hasRole), ...client]);
    },
    async revoke(username) {
      const answers = await run(removalCommands(username));
      refuseFaults(answers.filter(({ error }) => !/not found/i.test(error ?? '')));
    },
    async reconcile(prefix, wantedNow) {
      const known = await list();
      const accounts = await wantedNow();
      const wanted = new Map(accounts.map((account) => [account.username, account]));
      const strange = [...known.clients.keys()].filter((username) => username.startsWith(prefix) && !wanted.has(username));
      const present = accounts.filter(({ username }) => known.clients.has(username));
      await carryOut([...strange.flatMap(removalCommands), ...present.flatMap((one) => repairs(known, one))]);
      const missing: string[] = [];
      // Asked for by name: one that was made or moved while the pages were read may be on none of them.
      for (const { username } of accounts)
        if (!known.clients.has(username) && !(await isThere({ command: 'getClient', username }))) missing.push(username);
      return { missing };
    },
  };
}

interface Known {
  readonly clients: ReadonlyMap<string, z.infer<typeof Client>>;
  readonly roles: ReadonlyMap<string, z.infer<typeof Role>>;
}

/** A player's role takes some 5 KB, and what is larger than we take the broker drops without a word. */
const PAGE = 200;

async function everyPage<Item>(
  run: Control['run'],
  command: 'listClients' | 'listRoles',
  read: (answer: ControlAnswer | undefined) => readonly Item[],
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (;;) {
    const [answer] = await run([{ command, verbose: true, count: PAGE, offset: found.length }]);
    const page = read(answer);
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}

/** Nothing where the broker has it as it should: each change would end the device's connection. */
function repairs({ clients, roles }: Known, account: Omit<MqttAccount, 'password'>): readonly ControlCommand[] {
  const { username } = account;
  const role = roles.get(username);
  const client = clients.get(username);
  const hasOnlyIt = client?.roles.length === 1 && client.roles[0]?.rolename === username;
  if (hasOnlyIt && role !== undefined && isSame(role.acls, account)) return [];
  // A role that changes leaves connections as they are; a client that changes ends them.
  const isRoleAlone = account.isShared === true && hasOnlyIt;
  return [...roleCommands(username, account, role !== undefined), ...(isRoleAlone ? [] : clientCommands(username, null, true))];
}

function isSame(acls: readonly z.infer<typeof Rule>[], principal: MqttPrincipal): boolean {
  const text = ({ acltype, topic, allow }: Pick<Acl, 'topic' | 'allow'> & { readonly acltype: string }): string =>
    `${acltype} ${topic} ${allow}`;
  return acls.map(text).toSorted().join('\n') === aclsOf(principal).map(text).toSorted().join('\n');
}

function refuseFaults(answers: readonly ControlAnswer[]): void {
  const faulty = answers.find(({ error }) => error !== undefined);
  if (faulty !== undefined)
    throw new DeliveryError(told('broker.command_refused', { command: faulty.command, reason: faulty.error ?? '' }), { permanent: true });
}

function dataOf<T>(schema: z.ZodType<T>, answer: ControlAnswer | undefined): T {
  const read = schema.safeParse(answer?.data);
  if (!read.success) throw new DeliveryError(told('broker.strange_answer', { command: answer?.command ?? '' }), { permanent: true });
  return read.data;
}
