import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { newId } from '../../../../shared/ids.ts';
import { ok, type Refused, type Result, refuse } from '../../../../shared/result.ts';
import { toWire } from '../../../../shared/time.ts';
import { SERVERS_EVENTS } from '../../contract/events.ts';
import { APPROVAL_HOURS } from '../../domain/approval.ts';
import { type ApprovalRow, insertApproval, type NewApproval, pendingApprovals } from '../../store/approvals.ts';
import { auditServer, type Parts, type Subject } from '../parts.ts';
import { onServer, subjectOf } from '../subject.ts';
import { secondPeople } from './second-people.ts';
import { tellThese } from './tell.ts';

/** What a person wants to risk. */
export type Asked = Pick<NewApproval, 'kind' | 'at' | 'note' | 'slotId' | 'minutes'>;

/** How an action says that what it was asked for needs a second person. It leaves nothing behind: the request is written apart. */
export interface SecondPersonNeeded extends Refused<'servers.ask_second_person'> {
  readonly asked: Asked;
}

/** Runs an action; where it needs a second person, asks for one and refuses for the time being. */
export async function askSecondPerson<T extends Result<unknown>>(
  parts: Parts,
  by: Actor,
  serverId: string,
  act: () => Promise<T | SecondPersonNeeded>,
): Promise<Exclude<T, SecondPersonNeeded> | Refused<'servers.second_person_needed' | 'servers.no_second_person' | 'servers.unknown'>> {
  const answer = await act();
  if (!isNeeded(answer)) return answer as Exclude<T, SecondPersonNeeded>;
  const request = await onServer<AskAnswer>(parts, by, serverId, (work, server) => findOrAsk(work, parts, subjectOf(server), answer.asked));
  if (!request.ok) return request;
  return refuse('servers.second_person_needed', { approvalId: request.value.id, expiresAt: toWire(request.value.expiresAt) });
}

const isNeeded = (answer: Result<unknown>): answer is SecondPersonNeeded => !answer.ok && answer.code === 'servers.ask_second_person';

type AskAnswer = Result<ApprovalRow | NewApproval, 'servers.no_second_person'>;

/** The same request by the same person is asked once; nobody is asked in vain. */
async function findOrAsk(work: Work, parts: Parts, server: Subject, asked: Asked): Promise<AskAnswer> {
  if (work.by.kind !== 'person') throw new Error(`a ${work.by.kind} cannot ask for a second person`);
  const { userId } = work.by;
  const pending = await pendingApprovals(work.tx, server.id, work.now);
  const same = pending.find((each) => each.askedById === userId && isSame(each, asked));
  if (same !== undefined) return ok(same);
  const people = await secondPeople(work, server, userId);
  if (people.length === 0) return refuse('servers.no_second_person');
  const request = { ...asked, id: newId<'approval'>(work.now), askedById: userId, expiresAt: work.now.add({ hours: APPROVAL_HOURS }) };
  await insertApproval(work.tx, server, request, work.now);
  const after = { approvalId: request.id, kind: asked.kind, at: toWire(asked.at), slotId: asked.slotId };
  await auditServer(work, 'servers.second_person_asked', server, { after });
  publishApproval(work, server, request.id);
  const params = { kind: asked.kind, at: toWire(asked.at), by: work.by.username };
  await tellThese(work, parts, server, people, { key: `approval ${request.id}`, sentence: 'second-person', params });
  return ok(request);
}

const isSame = (a: Asked, b: Asked): boolean =>
  a.kind === b.kind && a.slotId === b.slotId && a.minutes === b.minutes && (a.kind !== 'slot' || a.at.equals(b.at)) && a.note === b.note;

export function publishApproval(work: Work, server: Subject, approvalId: string): void {
  const { id: assetId, siteId } = server;
  work.publish({ name: SERVERS_EVENTS.approvalChanged, module: 'servers', siteId, assetId, payload: { approvalId } });
}
