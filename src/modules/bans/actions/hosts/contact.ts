import type { Actor } from '../../../../kernel/auth/actor.ts';
import { sentenceOf } from '../../../../kernel/contract/sentences.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { ReachCode } from '../../contract/host-refusals.ts';
import { HOST_SENTENCES } from '../../contract/host-sentences.ts';
import { type ContactState, contactStateOf } from '../../domain/contact.ts';
import { findAnyHost, type HostRow } from '../../store/hosts.ts';
import { lookAt, noteFailure } from './look.ts';
import { newMemory } from './look-parts.ts';
import { auditHost, type HostParts, subjectOf } from './parts.ts';
import type { HostAccess } from './reach.ts';
import { reachFault } from './reach-fault.ts';
import { onHost } from './subject.ts';

export interface ContactStep {
  readonly step: 'connection' | 'host-key' | 'socket' | 'version' | 'database' | 'files' | 'program' | 'addresses';
  readonly outcome: 'ok' | 'failed' | 'unknown';
  /** What it was about: a path, a program. */
  readonly about: string;
  readonly said: string;
}

export interface ContactReport {
  readonly state: ContactState;
  readonly steps: readonly ContactStep[];
  readonly shownHostKey: string | null;
  readonly confirmedHostKey: string | null;
}

/** Tries now what the console needs of a host, step by step, and says what came of each; then looks at it as the watch does. */
export function createContactHost(parts: HostParts) {
  return async (by: Actor, id: string): Promise<Result<ContactReport, 'bans.unknown_host'>> => {
    const noted = await onHost<Result<HostRow, 'bans.unknown_host'>>(parts, by, id, async (work, host) => {
      await auditHost(work, 'bans.host_contacted', subjectOf(host));
      return ok(host);
    });
    if (!noted.ok) return noted;
    const tried = await tryAll(parts, noted.value);
    if (tried === null) return refuse('bans.unknown_host');
    const host = await findAnyHost(parts.db, id);
    if (host === null) return refuse('bans.unknown_host');
    const shownHostKey = tried.shown ?? host.ssh?.hostKeySeen ?? null;
    return ok({ state: contactStateOf(host), steps: tried.steps, shownHostKey, confirmedHostKey: host.ssh?.hostKey ?? null });
  };
}

interface Tried {
  readonly steps: readonly ContactStep[];
  readonly shown: string | null;
}

async function tryAll(parts: HostParts, host: HostRow): Promise<Tried | null> {
  // A connection that was kept open would say nothing of a new one.
  await parts.reach.forget(host.id);
  const done = await parts.reach.reach(host.id, 'observe', (access) => trySteps(access, host));
  if (!done.ok) {
    if (done.code === 'bans.unknown_host') return null;
    await noteFailure(parts, host.id, done);
    return { steps: withoutConnection(host, done), shown: shownBy(done) };
  }
  await lookAt(parts, host.id, newMemory());
  return { steps: [...reached(host), ...done.value], shown: null };
}

const shownBy = ({ params }: { readonly params: Readonly<Record<string, unknown>> }): string | null =>
  typeof params['fingerprint'] === 'string' ? params['fingerprint'] : null;

const whereOf = ({ ssh }: HostRow): string => (ssh === null ? '' : `${ssh.user}@${ssh.host}:${ssh.port}`);

const reached = (host: HostRow): ContactStep[] =>
  host.ssh === null
    ? []
    : [
        { step: 'connection', outcome: 'ok', about: whereOf(host), said: '' },
        { step: 'host-key', outcome: 'ok', about: host.ssh.hostKey ?? '', said: '' },
      ];

const KEY_CODES: ReadonlySet<ReachCode> = new Set(['bans.host_key_unconfirmed', 'bans.host_key_changed']);

function withoutConnection(host: HostRow, refused: Extract<Result<unknown, ReachCode>, { readonly ok: false }>): ContactStep[] {
  const isKey = KEY_CODES.has(refused.code);
  const said = sentenceOf(HOST_SENTENCES, refused.code, refused.params);
  return [
    { step: 'connection', outcome: isKey ? 'ok' : 'failed', about: whereOf(host), said: isKey ? '' : said },
    { step: 'host-key', outcome: isKey ? 'failed' : 'unknown', about: shownBy(refused) ?? '', said: isKey ? said : '' },
    ...(['socket', 'version', 'database', 'files', 'program', 'addresses'] as const).map(
      (step): ContactStep => ({ step, outcome: 'unknown', about: '', said: '' }),
    ),
  ];
}

async function trySteps(access: HostAccess, { socketPath, configFolder }: HostRow): Promise<ContactStep[]> {
  const { fail2ban } = access;
  return [
    await tryStep('socket', socketPath, async () => {
      await fail2ban.ping();
      return '';
    }),
    await tryStep('version', 'fail2ban', () => fail2ban.version()),
    await tryStep('database', 'fail2ban', async () => {
      const { file } = await fail2ban.database();
      if (file === null) return 'none';
      await access.readBans({ since: null, after: null, limit: 1 });
      return file;
    }),
    await tryStep('files', configFolder, async () => String((await access.files.list(configFolder)).length)),
    await tryStep('program', 'fail2ban-client', async () => {
      const { code, stderr } = await access.run({ program: 'test' });
      return code === 0 ? '' : { failed: stderr.trim().slice(-500) };
    }),
    await tryStep('addresses', 'python3', async () => (await access.ownAddresses()).join(', ')),
  ];
}

async function tryStep(
  step: ContactStep['step'],
  about: string,
  work: () => Promise<string | { readonly failed: string }>,
): Promise<ContactStep> {
  try {
    const said = await work();
    return typeof said === 'string' ? { step, outcome: 'ok', about, said } : { step, outcome: 'failed', about, said: said.failed };
  } catch (error) {
    const fault = reachFault(error);
    if (fault === null) throw error;
    return { step, outcome: 'failed', about, said: sentenceOf(HOST_SENTENCES, fault.code, fault.params) };
  }
}
