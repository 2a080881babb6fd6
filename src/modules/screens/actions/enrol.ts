import { isIP } from 'node:net';
import { loadPerson } from '../../../kernel/auth/access/load-person.ts';
import type { Origin, PersonActor } from '../../../kernel/auth/actor.ts';
import { hashSecret, newSecret } from '../../../kernel/auth/tokens/secret-text.ts';
import { inSites, scopeOf, sitesOf } from '../../../kernel/contract/access.ts';
import { isUniqueViolation } from '../../../kernel/db/errors.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { DeliveryError } from '../../../kernel/outbound/delivery-error.ts';
import { type AssetId, newId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { SCREENS_PERMISSIONS } from '../contract/permissions.ts';
import { decideEnrolment, type KnownPlayer } from '../domain/enrolment.ts';
import { accountOf, grantsOf } from '../domain/grants.ts';
import { type Hardware, type HardwareClaims, hardwareOf, isSameComputer } from '../domain/hardware.ts';
import { type CodeRow, findCode, lockCode, markCodeUsed, revokeSpentCodes, screenOfCode } from '../store/enrolment.ts';
import { heldOf, insertHeld } from '../store/held.ts';
import { findAnyScreen, findByUuid, insertScreen, namesLike, type ScreenRow, saveAccount, savePlayer } from '../store/screens.ts';
import { brokerFor } from './broker-address.ts';
import { hashCode } from './codes.ts';
import { tellShared } from './legacy/shared-account.ts';
import { auditScreen, type Parts, placeLater, publishScreen, subjectOf } from './parts.ts';
import { settleScreen } from './settle.ts';

export interface Enrol {
  readonly code: string;
  readonly uuid: string;
  readonly hardware: HardwareClaims;
}

interface Enrolled {
  readonly state: 'enrolled';
  readonly screenId: AssetId;
  readonly broker: { readonly url: string; readonly username: string; readonly password: string; readonly ca: string | null };
}

type Refusals = 'screens.enrolment_refused' | 'screens.broker_away';
type Answer = Result<Enrolled | { readonly state: 'held' }, Refusals>;
type Decided = Result<{ readonly screen: ScreenRow; readonly password: string } | null, 'screens.enrolment_refused'>;

/** What was decided about a code and a player, before anything is written. */
interface Asked {
  readonly code: CodeRow;
  readonly uuid: string;
  readonly hardware: Hardware;
}

/** Nobody decides about a takeover after that. */
const HELD_FOR = Temporal.Duration.from({ hours: 24 * 7 });

/**
 * Makes a screen of a player that shows a code, or gives it the account of the one that the code is for. Repeated by the same player it
 * is the same screen, with a new password, until that player has been heard once: an answer may be lost on its way. Who says to be a
 * screen that is known already waits for a person: what a player says of itself are claims.
 */
export function createEnrol(parts: Parts) {
  return async (origin: Origin, input: Enrol): Promise<Answer> => {
    const code = await findCode(parts.db, { codeHash: hashCode(input.code) });
    const maker = code === null ? null : await loadPerson(parts.db, code.maker.id, origin);
    if (code === null || maker === null || !mayEnrol(maker, code)) return refuse('screens.enrolment_refused');
    const decided = await orTaken(() => parts.transact<Decided>(maker, (work) => decide(work, parts, code, input)));
    if (!decided.ok) return decided;
    return decided.value === null ? ok({ state: 'held' }) : letIn(parts, decided.value);
  };
}

const ENROL = SCREENS_PERMISSIONS.find(({ name }) => name === 'screens:enrol');

/** A code never does more than its maker may at that moment. */
const mayEnrol = (maker: PersonActor, { site }: CodeRow): boolean =>
  ENROL !== undefined && inSites(sitesOf(scopeOf(maker, ENROL), 'screens'), site.id);

/** Two players with one UUID, or with names that begin alike, at the same moment: the unique index lets one of them in. */
async function orTaken(act: () => Promise<Decided>): Promise<Decided> {
  try {
    return await act();
  } catch (error) {
    if (isUniqueViolation(error, 'screens_uuid') || isUniqueViolation(error, 'screens_account')) return refuse('screens.enrolment_refused');
    throw error;
  }
}

async function decide(work: Work, parts: Parts, { id }: CodeRow, input: Enrol): Promise<Decided> {
  // The screen before the code: whoever gives it another account holds it, and ends this code.
  const screenId = (await screenOfCode(work.tx, id)) ?? (await findByUuid(work.tx, input.uuid))?.id ?? null;
  if (screenId !== null) await parts.assets.lock(work.tx, screenId);
  const code = await lockCode(work.tx, id);
  if (code === null) return refuse('screens.enrolment_refused');
  const known = await findByUuid(work.tx, input.uuid);
  const asked: Asked = { code, uuid: input.uuid, hardware: hardwareOf(input.hardware) };
  const used = code.usedAt === null ? null : { at: code.usedAt, by: code.usedBy ?? '', held: await heldOf(work.tx, id) };
  const shown = { expiresAt: code.expiresAt, used, screenId: code.screen?.id ?? null };
  switch (decideEnrolment(shown, input.uuid, known === null ? null : knownAs(known, asked), work.now)) {
    case 'new-screen':
      return asNewScreen(work, parts, asked);
    case 'as-bound':
      return asScreen(work, parts, asked, code.screen?.id ?? null);
    case 'hold':
      return hold(work, parts, asked, known);
    case 'wait':
      return ok(null);
    case 'again':
      return again(work, parts, asked, used?.held?.screenId ?? null);
    case 'refuse':
      return refuse('screens.enrolment_refused');
  }
}

const knownAs = ({ id, site, hardware }: ScreenRow, { code, hardware: claimed }: Asked): KnownPlayer => ({
  ...{ screenId: id, isOfSameSite: site.id === code.site.id, isSameComputer: isSameComputer(hardware, claimed) },
});

/** PostgreSQL's inet holds no zone (`fe80::1%eth0`), which means nothing elsewhere anyway. */
const isAddress = (ip: string): boolean => isIP(ip) !== 0 && !ip.includes('%');

async function asNewScreen(work: Work, parts: Parts, { code, uuid, hardware }: Asked): Promise<Decided> {
  const { hostname, ip } = hardware;
  const said = hostname === '' ? `screen-${uuid.slice(0, 8)}` : hostname.slice(0, 100);
  // Players of one image may all call themselves the same; the UUIDs of those that began in one minute may begin alike.
  const name = (await namesLike(work.tx, code.site.id, said)).length === 0 ? said : `${said}-${uuid.slice(-12)}`;
  const id = newId<'asset'>(work.now);
  const hints = { hostName: hostname === '' ? null : hostname, address: isAddress(ip) ? ip : null };
  const asset = { id, module: 'screens', kind: 'screen', name, siteId: code.site.id, tags: [], ...hints };
  const added = await parts.assets.add(work, asset, code.maker.id);
  if (!added.ok) return refuse('screens.enrolment_refused');
  await insertScreen(work.tx, { id, siteId: code.site.id, uuid, hardware });
  await auditScreen(work, 'screens.screen_added', { id, name, siteId: code.site.id }, { after: { uuid, ...hardware } });
  publishScreen(work, { id, siteId: code.site.id }, 'added');
  return give(work, parts, { code, uuid, hardware }, id);
}

/** The screen that the code is for: a person has made it for that one. Its player may be another device than before. */
async function asScreen(work: Work, parts: Parts, asked: Asked, id: AssetId | null): Promise<Decided> {
  const before = id === null || (await parts.assets.lock(work.tx, id)) === null ? null : await findAnyScreen(work.tx, id);
  if (before === null) return refuse('screens.enrolment_refused');
  const isOther = before.uuid !== asked.uuid;
  if (isOther) placeLater(work, before.uuid, 'gone');
  await savePlayer(work.tx, before.id, { uuid: asked.uuid, hardware: asked.hardware, isOther });
  return give(work, parts, asked, before.id);
}

async function again(work: Work, parts: Parts, asked: Asked, heldId: AssetId | null): Promise<Decided> {
  const { enrolledAs } = asked.code;
  if (enrolledAs === null) return asScreen(work, parts, asked, heldId);
  const screen = (await parts.assets.lock(work.tx, enrolledAs)) === null ? null : await findAnyScreen(work.tx, enrolledAs);
  // What has been used belongs to whoever used it; and what was taken away stays away.
  if (screen === null || screen.uuid !== asked.uuid || screen.account === null || screen.heardAt !== null)
    return refuse('screens.enrolment_refused');
  return give(work, parts, asked, screen.id);
}

async function give(work: Work, parts: Parts, { code, uuid, hardware }: Asked, id: AssetId): Promise<Decided> {
  const password = newSecret();
  await saveAccount(work.tx, id, { name: accountOf(uuid), passwordHash: hashSecret(password), issuedAt: work.now });
  await markCodeUsed(work.tx, code.id, { uuid, enrolledAs: id }, work.now);
  await revokeSpentCodes(work.tx, id, code.id, work.now);
  const screen = await findAnyScreen(work.tx, id);
  if (screen === null) throw new Error('The screen was written and is not there.');
  await auditScreen(work, 'screens.enrolled', subjectOf(screen), { after: { uuid, account: accountOf(uuid), mac: hardware.mac } });
  publishScreen(work, subjectOf(screen), 'account');
  await settleScreen(work, parts, id);
  placeLater(work, uuid, 'enrolled');
  return ok({ screen, password });
}

async function hold(work: Work, parts: Parts, { code, uuid, hardware }: Asked, known: ScreenRow | null): Promise<Decided> {
  const screen = known === null || (await parts.assets.lock(work.tx, known.id)) === null ? null : known;
  if (screen === null) return refuse('screens.enrolment_refused');
  const held = {
    id: newId<'held-screen-enrolment'>(work.now),
    siteId: screen.site.id,
    screenId: screen.id,
    codeId: code.id,
    uuid,
    hardware,
  };
  await insertHeld(work.tx, { ...held, address: work.by.origin.address ?? '', endsAt: work.now.add(HELD_FOR) }, work.now);
  await markCodeUsed(work.tx, code.id, { uuid, enrolledAs: null }, work.now);
  await auditScreen(work, 'screens.enrolment_held', subjectOf(screen), { after: { uuid, ...hardware } });
  publishScreen(work, subjectOf(screen), 'account');
  await settleScreen(work, parts, screen.id);
  return ok(null);
}

/** After the commit: the broker must know the account before the player hears of it. */
async function letIn(
  parts: Parts,
  { screen, password }: { readonly screen: ScreenRow; readonly password: string },
): Promise<Result<Enrolled, 'screens.broker_away'>> {
  const { uuid, group } = screen;
  const username = accountOf(uuid);
  try {
    // It may have been one of those that share an account: they speak for it no more.
    await tellShared(parts);
    await parts.mqtt.accounts.grant({ username, password, ...grantsOf({ uuid, groupNumber: group?.number ?? null }) });
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    parts.log.warn({ screenId: screen.id, err: error }, 'the broker could not be told of an account');
    return refuse('screens.broker_away', { reason: error.message });
  }
  const { url, ca } = await brokerFor(parts.db, parts);
  return ok({ state: 'enrolled', screenId: screen.id, broker: { url, username, password, ca } });
}
