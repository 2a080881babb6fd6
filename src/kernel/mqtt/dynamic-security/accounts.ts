import { z } from 'zod';
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
    const [clients, roles] = await run([
      { command: 'listClients', verbose: true },
      { command: 'listRoles', verbose: true },
    ]);
    return { clients: dataOf(Clients, clients).clients, roles: dataOf(Roles, roles).roles };
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
      const hasRole = await isThere({ command: 'getRole', rolename: username });
      const hasClient = await isThere({ command: 'getClient', username });
      if (!hasClient && password === undefined) throw new DeliveryError(`The broker does not know ${username}.`, { permanent: true });
      await carryOut([...roleCommands(username, principal, hasRole), ...clientCommands(username, password ?? null, hasClient)]);
    },
    async revoke(username) {
      const answers = await run(removalCommands(username));
      refuseFaults(answers.filter(({ error }) => !/not found/i.test(error ?? '')));
    },
    async reconcile(prefix, wantedNow) {
      const known = await list();
      const accounts = await wantedNow();
      const wanted = new Map(accounts.map((account) => [account.username, account]));
      const strange = known.clients.filter(({ username }) => username.startsWith(prefix) && !wanted.has(username));
      const there = new Set(known.clients.map(({ username }) => username));
      const present = accounts.filter(({ username }) => there.has(username));
      await carryOut([...strange.flatMap(({ username }) => removalCommands(username)), ...present.flatMap((one) => repairs(known, one))]);
      return { missing: accounts.map(({ username }) => username).filter((username) => !there.has(username)) };
    },
  };
}

interface Known {
  readonly clients: readonly z.infer<typeof Client>[];
  readonly roles: readonly z.infer<typeof Role>[];
}

/** Nothing where the broker has it as it should: each change would end the device's connection. */
function repairs({ clients, roles }: Known, account: Omit<MqttAccount, 'password'>): readonly ControlCommand[] {
  const { username } = account;
  const role = roles.find(({ rolename }) => rolename === username);
  const client = clients.find((one) => one.username === username);
  const hasOnlyIt = client?.roles.length === 1 && client.roles[0]?.rolename === username;
  if (hasOnlyIt && role !== undefined && isSame(role.acls, account)) return [];
  // A role that changes leaves connections as they are; a client that changes ends them.
  return [...roleCommands(username, account, role !== undefined), ...clientCommands(username, null, true)];
}

function isSame(acls: readonly z.infer<typeof Rule>[], principal: MqttPrincipal): boolean {
  const text = ({ acltype, topic, allow }: Pick<Acl, 'topic' | 'allow'> & { readonly acltype: string }): string =>
    `${acltype} ${topic} ${allow}`;
  return acls.map(text).toSorted().join('\n') === aclsOf(principal).map(text).toSorted().join('\n');
}

function refuseFaults(answers: readonly ControlAnswer[]): void {
  const faulty = answers.find(({ error }) => error !== undefined);
  if (faulty !== undefined) throw new DeliveryError(`The broker refused ${faulty.command}: ${faulty.error}.`, { permanent: true });
}

function dataOf<T>(schema: z.ZodType<T>, answer: ControlAnswer | undefined): T {
  const read = schema.safeParse(answer?.data);
  if (!read.success)
    throw new DeliveryError(`The broker answered ${answer?.command ?? 'nothing'} in a form that is not known.`, { permanent: true });
  return read.data;
}
