import { loadPerson } from '../../../kernel/auth/access/load-person.ts';
import type { Origin, PersonActor } from '../../../kernel/auth/actor.ts';
import { hashSecret } from '../../../kernel/auth/tokens/secret-text.ts';
import { inSites, scopeOf, sitesOf } from '../../../kernel/contract/access.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter } from '../../../shared/time.ts';
import { SERVERS_PERMISSIONS } from '../contract/permissions.ts';
import { isMachineHash } from '../domain/report.ts';
import {
  type EnrolmentTokenRow,
  enrolledAs,
  findEnrolmentToken,
  isMachineKnown,
  lockEnrolmentToken,
  saveEnrolment,
} from '../store/enrolment.ts';
import { serversNamed } from '../store/sheet.ts';
import { addServer } from './add-server.ts';
import { auditServer, type Parts } from './parts.ts';
import { issueReportToken, type MadeReportToken } from './report-tokens.ts';
import { lockServer, subjectOf } from './subject.ts';

export interface Enrol {
  readonly token: string;
  readonly hostname: string;
  /** SHA-256 (hex) of the machine's id, as its reports name it. */
  readonly machine: string;
}

interface Enrolled extends MadeReportToken {
  readonly id: AssetId;
  readonly name: string;
}

type EnrolAnswer = Result<Enrolled, 'servers.enrolment_refused' | 'servers.already_enrolled' | 'servers.no_machine' | 'servers.name_taken'>;

/**
 * Makes a server of a machine that shows an enrolment token, and its report token. Repeated by the same machine it is the same
 * server, with a new token, until the server has reported once: an answer may be lost on its way, and a copy of the image
 * must not take over what reports already.
 */
export function createEnrol(parts: Parts) {
  return async (origin: Origin, input: Enrol): Promise<EnrolAnswer> => {
    if (!isMachineHash(input.machine)) return refuse('servers.no_machine', { path: 'machine' });
    const token = await findEnrolmentToken(parts.db, { tokenHash: hashSecret(input.token) });
    const maker = token === null ? null : await loadPerson(parts.db, token.maker.id, origin);
    if (token === null || maker === null || !mayCreate(maker, token)) return refuse('servers.enrolment_refused');
    return await parts.transact<EnrolAnswer>(maker, (work) => enrol(work, parts, token.id, input));
  };
}

const CREATE = SERVERS_PERMISSIONS.find(({ name }) => name === 'servers:create');

/** A token never does more than its maker may at that moment. */
const mayCreate = (maker: PersonActor, { site }: EnrolmentTokenRow): boolean =>
  CREATE !== undefined && inSites(sitesOf(scopeOf(maker, CREATE), 'servers'), site.id);

async function enrol(work: Work, parts: Parts, id: EnrolmentTokenRow['id'], input: Enrol): Promise<EnrolAnswer> {
  const isThere = await lockEnrolmentToken(work.tx, id);
  const token = isThere ? await findEnrolmentToken(work.tx, { id }) : null;
  if (token === null || !isAfter(token.expiresAt, work.now)) return refuse('servers.enrolment_refused');
  const known = await enrolledAs(work.tx, id, input.machine);
  if (known !== null) return await again(work, parts, known);
  if (token.uses >= token.mostUses) return refuse('servers.enrolment_refused');
  if (await isMachineKnown(work.tx, token.site.id, input.machine)) return refuse('servers.already_enrolled');
  return await asNewServer(work, parts, token, input);
}

async function again(work: Work, parts: Parts, id: AssetId): Promise<EnrolAnswer> {
  const server = await lockServer(work, parts, id);
  if (server === null) return refuse('servers.enrolment_refused');
  if (server.report.receivedAt !== null) return refuse('servers.already_enrolled');
  const made = await issueReportToken(work, parts, server, { addressRanges: null, forgetMachine: false });
  return ok({ ...made, id: server.id, name: server.name });
}

async function asNewServer(work: Work, parts: Parts, token: EnrolmentTokenRow, { hostname, machine }: Enrol): Promise<EnrolAnswer> {
  const name = await freeName(work, token, hostname.slice(0, 100), machine);
  const added = await addServer(work, parts, {
    ...{ name, hostname, description: '', tags: [], alwaysInUse: false },
    ...{ siteId: token.site.id, updateScheduleId: token.schedule?.id ?? null },
  });
  if (!added.ok) return refuse(added.code === 'servers.name_taken' ? added.code : 'servers.enrolment_refused');
  const server = await lockServer(work, parts, added.value);
  if (server === null) throw new Error('The server was added and is not there.');
  await saveEnrolment(work.tx, { tokenId: token.id, machineHash: machine, serverId: server.id }, work.now);
  const made = await issueReportToken(work, parts, server, { addressRanges: null, forgetMachine: false });
  await auditServer(work, 'servers.enrolled', subjectOf(server), { after: { enrolmentToken: token.name, hint: token.hint, hostname } });
  return ok({ ...made, id: server.id, name });
}

/** Machines of one image may all call themselves the same. */
async function freeName(work: Work, { site }: EnrolmentTokenRow, hostname: string, machine: string): Promise<string> {
  const taken = await serversNamed(work.tx, [site.id], [hostname]);
  return taken.length === 0 ? hostname : `${hostname}-${machine.slice(0, 8)}`;
}
