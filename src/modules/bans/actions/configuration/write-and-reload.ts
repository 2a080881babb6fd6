import { posix } from 'node:path';
import { Fail2banError } from '../../devices/fail2ban/index.ts';
import { HostError } from '../../devices/hosts/access.ts';
import { deviationsOf } from '../../domain/config/expected.ts';
import { fault, type Problem } from '../../domain/config/problem.ts';
import type { Effective } from '../../domain/config/stream.ts';
import type { FileChange } from '../../store/config-versions.ts';
import type { HostAccess, HostRow } from '../hosts/reach.ts';
import { wordsOf } from './dump.ts';
import { placeOf } from './folder.ts';
import { snapshotOf } from './snapshot.ts';

export interface Place {
  readonly host: HostAccess;
  readonly row: HostRow;
}

export interface Application {
  readonly changes: readonly FileChange[];
  readonly expected: Effective;
  /** Another process has taken over where it says false: nothing is touched any more. */
  isStillOurs(): Promise<boolean>;
}

/** Thrown where another process has taken the work over while this one slept. */
export class TakenOverError extends Error {
  constructor() {
    super('another process has taken this version over');
    this.name = 'TakenOverError';
  }
}

const RELOAD_SECONDS = 120;

/** Writes, reloads, compares. Null: the server runs what was expected; a problem: it is to be undone. */
export async function applyFiles(place: Place, { changes, expected, isStillOurs }: Application): Promise<Problem | null> {
  await claim(isStillOurs);
  const written = await guarded('bans.config_write_failed', () => writeAll(place, changes));
  if (written !== null) return written;
  await claim(isStillOurs);
  const reloaded = await guarded('bans.config_reload_lost', () => reload(place.host));
  return reloaded ?? guarded('bans.config_reload_lost', () => compare(place.host, expected));
}

export async function claim(isStillOurs: () => Promise<boolean>): Promise<void> {
  if (!(await isStillOurs())) throw new TakenOverError();
}

/** What the host, or the way to it, said instead, as a problem. */
export async function guarded(code: string, act: () => Promise<Problem | null>): Promise<Problem | null> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof HostError || cause instanceof Fail2banError) return fault(code, { words: cause.message.slice(0, 500) });
    throw cause;
  }
}

export async function writeAll({ host, row }: Place, changes: readonly FileChange[]): Promise<Problem | null> {
  for (const { path, after } of changes) {
    const place = await placeOf(host, row, path);
    if (!place.ok) return fault(place.code, place.params, { path });
    if (after === null) await host.files.remove(place.value);
    else await host.files.write(posix.normalize(place.value), after);
  }
  return null;
}

export async function reload(host: HostAccess): Promise<Problem | null> {
  const { code, stdout, stderr } = await host.run({ program: 'reload' }, { seconds: RELOAD_SECONDS });
  return code === 0 ? null : fault('bans.config_reload_failed', { words: wordsOf(stderr, stdout.trim()) });
}

/** The first thing of the running server that is not as its files say. */
export async function compare(host: HostAccess, expected: Effective): Promise<Problem | null> {
  const deviation = deviationsOf(expected, await snapshotOf(host))[0];
  if (deviation === undefined) return null;
  const { jail, what } = deviation;
  if (what === 'missing') return fault('bans.config_jail_missing', { jail }, { jail });
  if (what === 'unexpected') return fault('bans.config_jail_unexpected', { jail }, { jail });
  return fault('bans.config_not_as_expected', { jail, what }, { jail });
}
