import { randomBytes } from 'node:crypto';
import { newId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { differences } from '../../audit/differences.ts';
import { MASKED, maskedNewUrl, maskedUrl } from '../../audit/write.ts';
import type { PersonActor } from '../../auth/actor.ts';
import type { Transact, Work } from '../../db/transact.ts';
import type { Findings } from '../../findings/findings.ts';
import type { Seal } from '../../secrets/seal.ts';
import { tellingEvent } from '../events.ts';
import { clearFailed } from '../outbox/channel-state.ts';
import { planByTimer } from '../outbox/messages.ts';
import { isAddress } from './address.ts';
import { type ChannelRow, channelsOf, lockChannel } from './channel-rows.ts';

export interface NewChannel {
  readonly kind: ChannelRow['kind'];
  readonly name: string;
  readonly target: string;
  /** Of an ntfy topic; empty: none. */
  readonly token: string;
  readonly hears: 'all' | 'critical';
}

export interface ChannelChanges {
  readonly name?: string | undefined;
  readonly target?: string | undefined;
  readonly token?: string | undefined;
  readonly hears?: 'all' | 'critical' | undefined;
  readonly isOn?: boolean | undefined;
}

type Unknown = 'telling.unknown_channel';

/** What people do to their own channels. */
export interface ChannelActions {
  /** `key`: what a webhook is signed with, in clear this once. */
  add(
    by: PersonActor,
    channel: NewChannel,
  ): Promise<Result<{ readonly channel: ChannelRow; readonly key: string | null }, 'telling.bad_address' | 'telling.too_many_channels'>>;
  edit(
    by: PersonActor,
    id: string,
    changes: ChannelChanges,
    ifMatch: number | null,
  ): Promise<Result<ChannelRow, Unknown | 'telling.bad_address' | 'telling.account_mail' | 'kernel.version_conflict'>>;
  remove(by: PersonActor, id: string): Promise<Result<null, Unknown | 'telling.account_mail'>>;
  /** Plans a test message; answers its id. */
  test(by: PersonActor, id: string): Promise<Result<string, Unknown | 'telling.not_usable'>>;
}

export interface ChannelParts {
  readonly transact: Transact;
  readonly seal: Seal;
  readonly findings: Findings;
  readonly hasMail: boolean;
}

export const createChannelActions = (parts: ChannelParts): ChannelActions => ({
  add: (by, channel) => parts.transact(by, (work) => add(work, parts, by, channel)),
  edit: (by, id, changes, ifMatch) => parts.transact(by, (work) => edit(work, parts, { by, id, ifMatch }, changes)),
  remove: (by, id) => parts.transact(by, (work) => remove(work, parts, by, id)),
  test: (by, id) => parts.transact(by, (work) => test(work, parts, by, id)),
});

type Changes = NonNullable<ReturnType<typeof differences>>;

const MOST = 10;
const KEY_BYTES = 32;

async function add(work: Work, { seal, hasMail }: ChannelParts, by: PersonActor, channel: NewChannel) {
  const { kind, name, target, token, hears } = channel;
  if (!isAddress(kind, target)) return refuse('telling.bad_address', { path: 'target' });
  // The person's row is held, so that two channels at once are counted one after the other.
  await work.tx.selectFrom('kernel.users').select('id').where('id', '=', by.userId).forNoKeyUpdate().execute();
  if ((await channelsOf(work.tx, by.userId, hasMail)).length >= MOST) return refuse('telling.too_many_channels');
  const id = newId(work.now);
  const key = kind === 'webhook' ? randomBytes(KEY_BYTES).toString('base64url') : null;
  const secret = key ?? (kind === 'ntfy' && token !== '' ? token : null);
  await work.tx
    .insertInto('kernel.channels')
    .values({
      ...{ id, user_id: by.userId, kind, name, target, hears, created_at: work.now, last_sent_at: null, failing_since: null },
      secret_sealed: secret === null ? null : seal.seal(Buffer.from(secret), id),
    })
    .execute();
  await audit(
    work,
    'telling.channel_added',
    { id, name },
    { after: { kind, target: shown(kind, target), hears, ...(secret === null ? {} : { secret: MASKED }) } },
  );
  work.publish(tellingEvent('changed', by.userId));
  return ok({ channel: await channelNow(work, by, hasMail, id), key });
}

interface Edited {
  readonly by: PersonActor;
  readonly id: string;
  readonly ifMatch: number | null;
}

async function edit(work: Work, { seal, hasMail }: ChannelParts, { by, id, ifMatch }: Edited, changes: ChannelChanges) {
  const before = await lockChannel(work.tx, by.userId, id);
  if (before === null) return refuse('telling.unknown_channel');
  if (ifMatch !== null && ifMatch !== before.version) return refuse('kernel.version_conflict');
  const { name = before.name, target, token, hears = before.hears, isOn = before.is_on } = changes;
  if (before.target === null && (target !== undefined || changes.name !== undefined)) return refuse('telling.account_mail');
  if (target !== undefined && !isAddress(before.kind, target)) return refuse('telling.bad_address', { path: 'target' });
  const isNewToken = token !== undefined && before.kind === 'ntfy';
  const fields = (row: { name: string; target: string | null; hears: string; is_on: boolean }) => ({
    ...{ name: row.name, target: row.target, hears: row.hears, isOn: row.is_on },
  });
  const next = { name, target: target ?? before.target, hears, is_on: isOn };
  const changed = differences({ ...fields(before), token: null }, { ...fields(next), token: isNewToken ? MASKED : null });
  if (changed !== null) {
    await work.tx
      .updateTable('kernel.channels')
      .set((eb) => ({
        ...next,
        ...(isNewToken ? { secret_sealed: token === '' ? null : seal.seal(Buffer.from(token), id) } : {}),
        version: eb('version', '+', 1),
      }))
      .where('id', '=', id)
      .execute();
    await audit(work, 'telling.channel_changed', { id, name }, shownChanges(before.kind, changed));
    work.publish(tellingEvent('changed', by.userId));
  }
  return ok(await channelNow(work, by, hasMail, id));
}

async function remove(
  work: Work,
  { findings }: ChannelParts,
  by: PersonActor,
  id: string,
): Promise<Result<null, Unknown | 'telling.account_mail'>> {
  const before = await lockChannel(work.tx, by.userId, id);
  if (before === null) return refuse('telling.unknown_channel');
  if (before.target === null) return refuse('telling.account_mail');
  await clearFailed(work, findings, id);
  await work.tx.deleteFrom('kernel.channels').where('id', '=', id).execute();
  const { kind, name, target } = before;
  await audit(work, 'telling.channel_removed', { id, name }, { before: { kind, target: shown(kind, target) } });
  work.publish(tellingEvent('changed', by.userId));
  return ok(null);
}

async function test(
  work: Work,
  { hasMail }: ChannelParts,
  by: PersonActor,
  id: string,
): Promise<Result<string, Unknown | 'telling.not_usable'>> {
  const [channel] = await channelsOf(work.tx, by.userId, hasMail, id);
  if (channel === undefined) return refuse('telling.unknown_channel');
  if (!channel.isUsable) return refuse('telling.not_usable');
  const content = { stories: [], notices: [], unlisted: 0, stillOpen: 0 };
  const messageId = await planByTimer(work, { userId: by.userId, channel, kind: 'test', content });
  await audit(work, 'telling.channel_tested', channel, { after: { messageId } });
  work.publish(tellingEvent('asked', by.userId));
  return ok(messageId);
}

async function channelNow(work: Work, by: PersonActor, hasMail: boolean, id: string): Promise<ChannelRow> {
  const [channel] = await channelsOf(work.tx, by.userId, hasMail, id);
  if (channel === undefined) throw new Error('The channel was written and is not there.');
  return channel;
}

/** A mail address is none, but the address of a webhook or a topic often is a secret. */
const shown = (kind: ChannelRow['kind'], target: string): string => (kind === 'email' ? target : maskedUrl(target));

function shownChanges(kind: ChannelRow['kind'], { before, after }: Changes): Changes {
  const [old, next] = [before['target'], after['target']];
  if (kind === 'email' || typeof old !== 'string' || typeof next !== 'string') return { before, after };
  return { before: { ...before, target: maskedUrl(old) }, after: { ...after, target: maskedNewUrl(next) } };
}

/** The account's mail bears no name of its own. */
const audit = (
  work: Work,
  action: string,
  { id, name }: { readonly id: string; readonly name: string },
  changes: { readonly before?: Readonly<Record<string, unknown>>; readonly after?: Readonly<Record<string, unknown>> },
): Promise<void> => work.audit({ action, subject: { kind: 'channel', id, name: name || 'e-mail' }, siteId: null, ...changes });
