import type { Scope } from '../../../kernel/contract/access.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isKnownZone } from '../../../shared/zones.ts';
import { type Decision, decide } from '../domain/decide.ts';
import { type GatedAction, gateSentence } from '../domain/gate.ts';
import { findServersCalled } from '../store/called.ts';
import type { ServerRow } from '../store/server-rows.ts';
import type { Parts } from './parts.ts';
import { touchableOf } from './touchable.ts';

export interface GateAnswer extends Decision {
  readonly server: ServerRow;
  readonly sentence: string;
}

export type GateFault = 'servers.unknown' | 'servers.ambiguous_name';

/** Answers hooks whether something may start on a server, known by id, name or host name, in the caller's scope. */
export function createGate(parts: Pick<Parts, 'db' | 'assets' | 'settings'>) {
  return async (scope: Scope, called: string, action: GatedAction, now: Temporal.Instant): Promise<Result<GateAnswer, GateFault>> => {
    const found = await findServersCalled(parts.db, scope, called);
    const [server] = found;
    if (server === undefined) return refuse('servers.unknown');
    if (found.length > 1) return refuse('servers.ambiguous_name', { sites: found.map(({ site }) => site.name).join(', ') });
    const decision = decide(await touchableOf(parts.db, parts, server, now), action, now);
    const zone = server.hours.timeZone ?? null;
    const timeZone = zone !== null && isKnownZone(zone) ? zone : null;
    return ok({ ...decision, server, sentence: gateSentence(decision, { name: server.name, action, timeZone }) });
  };
}
