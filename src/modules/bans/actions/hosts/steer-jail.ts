import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Tx } from '../../../../kernel/db/database.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import { Fail2banError } from '../../devices/fail2ban/index.ts';
import { HostError, type ProgramOutput } from '../../devices/hosts/access.ts';
import { forgetJailSettings, type JailRow, jailsOf, saveJailIdle } from '../../store/jails.ts';
import { observe } from './observe.ts';
import { auditHost, type HostParts, publishHost, subjectOf } from './parts.ts';
import type { HostAccess } from './reach.ts';
import { onHost } from './subject.ts';

export type Steering = 'start' | 'stop' | 'idle' | 'resume' | 'reload';

export interface SteerJail {
  readonly id: string;
  readonly jail: string;
  readonly action: Steering;
}

type SteerAnswer = Result<{ readonly jail: JailRow | null; readonly said: string }, ReachCode | 'bans.jail_running'>;

/**
 * Starts, stops, idles, resumes or reloads one jail. `start` and `reload` go through fail2ban-client, which alone can read the files:
 * over the socket a reload without its stream leaves a jail that bans nobody.
 */
export function createSteerJail(parts: HostParts) {
  return async (by: Actor, { id, jail, action }: SteerJail): Promise<SteerAnswer> => {
    const done = await parts.reach.reach(id, 'configure', (host) => steer(host, jail, action));
    if (!done.ok) return done;
    if (done.value === null) return refuse('bans.jail_running', { path: 'action' });
    // A jail that nobody has looked at yet has no row that could remember it.
    if (action === 'idle' || action === 'resume') await observe(parts, id);
    await note(parts, by, id, 'bans.jail_steered', { jail, action }, ({ tx }) => rememberSteering(tx, id, jail, action));
    if (action !== 'idle' && action !== 'resume') await observe(parts, id);
    const row = (await jailsOf(parts.db, id)).find(({ name, goneAt }) => name === jail && goneAt === null);
    return ok({ jail: row ?? null, said: done.value });
  };
}

async function rememberSteering(tx: Tx, id: string, jail: string, action: Steering): Promise<void> {
  if (action === 'idle' || action === 'resume') await saveJailIdle(tx, id, jail, action === 'idle');
  else if (action !== 'stop') await forgetJailSettings(tx, id);
}

/** What fail2ban said; null: the jail runs already. */
async function steer(host: HostAccess, jail: string, action: Steering): Promise<string | null> {
  const { fail2ban } = host;
  const runs = (await fail2ban.jailNames()).includes(jail);
  switch (action) {
    case 'start':
      return runs ? null : readAgain(host, jail);
    case 'reload':
      if (!runs) throw unknownJail(jail);
      return readAgain(host, jail);
    case 'stop':
      await fail2ban.stop(jail);
      return '';
    case 'idle':
    case 'resume':
      await fail2ban.setIdle(jail, action === 'idle' ? 'on' : 'off');
      return '';
  }
}

/** Has one jail made of its files. A name that they do not know is passed over in silence: the jail is not there afterwards. */
async function readAgain(host: HostAccess, jail: string): Promise<string> {
  const text = said(await host.run({ program: 'reload-jail', jail }, RELOAD_LIMITS));
  if (!(await host.fail2ban.jailNames()).includes(jail)) throw unknownJail(jail);
  return text;
}

const unknownJail = (jail: string): Fail2banError =>
  new Fail2banError(`there is no jail ${jail}`, { kind: 'unknown_jail', permanent: true });

/** A reload runs the actions of every jail that it starts anew. */
const RELOAD_LIMITS = { seconds: 120 };

function said({ code, stdout, stderr }: ProgramOutput): string {
  const text = [stdout, stderr]
    .map((each) => each.trim())
    .filter(Boolean)
    .join('\n')
    .slice(-2_000);
  if (code !== 0) throw new HostError('bad_answer', `fail2ban-client ended with ${code}: ${text}`);
  return text;
}

export interface Reloaded {
  readonly lostJails: readonly string[];
  readonly newJails: readonly string[];
  readonly said: string;
}

/** Has fail2ban read all its files again. A mistake in them can take every jail away: which ones went is told, and is a finding. */
export function createReloadHost(parts: HostParts) {
  return async (by: Actor, id: string): Promise<Result<Reloaded, ReachCode>> => {
    const done = await parts.reach.reach(id, 'configure', async (host) => {
      const before = await host.fail2ban.jailNames();
      const { code, stdout, stderr } = await host.run({ program: 'reload' }, RELOAD_LIMITS);
      const after = await host.fail2ban.jailNames();
      return {
        before,
        after,
        code,
        text: [stdout, stderr]
          .map((each) => each.trim())
          .filter(Boolean)
          .join('\n')
          .slice(-2_000),
      };
    });
    if (!done.ok) return done;
    const { before, after, text } = done.value;
    const lostJails = before.filter((name) => !after.includes(name));
    const newJails = after.filter((name) => !before.includes(name));
    await note(parts, by, id, 'bans.host_reloaded', { lostJails, newJails }, ({ tx }) => forgetJailSettings(tx, id));
    await observe(parts, id);
    return ok({ lostJails, newJails, said: text });
  };
}

/** One audit row after what was done outside, and whatever is to be remembered of it. */
export async function note(
  parts: Pick<HostParts, 'assets' | 'transact'>,
  by: Actor,
  id: string,
  action: string,
  after: Readonly<Record<string, unknown>>,
  remember: (work: Parameters<Parameters<HostParts['transact']>[1]>[0]) => Promise<void> = async () => {},
): Promise<void> {
  await onHost(parts, by, id, async (work, host) => {
    await remember(work);
    await auditHost(work, action, subjectOf(host), { after });
    publishHost(work, subjectOf(host), 'jails');
    return ok(null);
  });
}
