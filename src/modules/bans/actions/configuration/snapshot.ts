import { Fail2banError } from '../../devices/fail2ban/index.ts';
import type { HostAccess } from '../../devices/hosts/access.ts';
import { COMPARED_COMMANDS, type RunningJail } from '../../domain/config/running.ts';

/** The jails of the running server, as far as its configuration decides them. A jail that goes meanwhile is left out. */
export async function snapshotOf({ fail2ban }: HostAccess): Promise<RunningJail[]> {
  const jails: RunningJail[] = [];
  for (const name of await fail2ban.jailNames()) {
    const jail = await jailOrNull(fail2ban, name);
    if (jail !== null) jails.push(jail);
  }
  return jails;
}

type Fail2ban = HostAccess['fail2ban'];

async function jailOrNull(fail2ban: Fail2ban, name: string): Promise<RunningJail | null> {
  try {
    const actions: Record<string, Record<string, string>> = {};
    for (const action of await fail2ban.actions(name)) actions[action] = await commandsOf(fail2ban, name, action);
    const get = (setting: string) => fail2ban.send(['get', name, setting]);
    return {
      name,
      prefregex: String((await get('prefregex')) ?? ''),
      failregex: await fail2ban.failRegex(name),
      ignoreregex: await fail2ban.ignoreRegex(name),
      actions,
      logs: await fail2ban.logPaths(name),
      banSeconds: Number(await get('bantime')),
      findSeconds: Number(await get('findtime')),
      maxRetry: Number(await get('maxretry')),
    };
  } catch (cause) {
    if (cause instanceof Fail2banError && cause.kind === 'unknown_jail') return null;
    throw cause;
  }
}

/** An action that is written in Python has no commands: the server refuses to tell them. */
async function commandsOf(fail2ban: Fail2ban, jail: string, action: string): Promise<Record<string, string>> {
  const commands: Record<string, string> = {};
  for (const name of COMPARED_COMMANDS) {
    const value = await fail2ban.send(['get', jail, 'action', action, name]).catch((cause: unknown) => {
      if (cause instanceof Fail2banError && cause.kind === 'refused') return null;
      throw cause;
    });
    if (typeof value === 'string') commands[name] = value;
  }
  return commands;
}
