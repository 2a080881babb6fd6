import { systemActor } from '../../../kernel/auth/actor.ts';
import { topicOf } from '../../../kernel/mqtt/topic.ts';
import { DeliveryError } from '../../../kernel/outbound/delivery-error.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';
import { ACCOUNT_PREFIX, accountOf, grantsOf } from '../domain/grants.ts';
import { TOPICS } from '../domain/topics.ts';
import { everyAccount, everyUuid, groupNumbersOf, type PlayerPlace, placeOfPlayer, saveLost } from '../store/accounts.ts';
import { reconcileShared, tellShared } from './legacy/shared-account.ts';
import type { Parts, PlaceReason } from './parts.ts';

const CONSOLE = systemActor('screens');
/** The queue in which the broker is brought up to date as a whole. */
export const SWEEP_QUEUE = 'screens.sweep';
const PUBLISHED_AT_ONCE = 50;

export type Placing = ReturnType<typeof createPlacing>;

/** Keeps at the broker what the database says: accounts with their grants, and the group of every player. Safe to repeat. */
export const createPlacing = (parts: Parts) => ({
  /** Has the broker told of one player. Throws while it is away. */
  place: (uuid: string, because: PlaceReason): Promise<void> => place(parts, uuid, because),
  /** Everything, after each connection and now and then: whatever was missed is caught up. */
  sweep: (): Promise<void> => sweep(parts),
  /** Has `sweep` done, once, by whichever process works. */
  async sweepSoon(): Promise<void> {
    await parts.transact(CONSOLE, ({ enqueue }) => enqueue(SWEEP_QUEUE, {}, { singletonKey: 'all' }));
  },
});

async function place(parts: Parts, uuid: string, because: PlaceReason): Promise<void> {
  for (;;) {
    const told = await placeOfPlayer(parts.db, uuid);
    if (told.isDiscovered || because === 'enrolled' || because === 'gone') await tellShared(parts);
    await publishGroup(parts, uuid, told.groupNumber);
    await tellAccount(parts, uuid, because, told);
    if (!told.isScreen || (because === 'cleared' && !told.hasFailure)) await forget(parts, topicOf(TOPICS.serviceFailed, { uuid }));
    // Somebody may have told the broker of something newer meanwhile, and we of something older after that.
    if (isSame(told, await placeOfPlayer(parts.db, uuid))) return;
  }
}

const isSame = (one: PlayerPlace, other: PlayerPlace): boolean => JSON.stringify(one) === JSON.stringify(other);

async function tellAccount(parts: Parts, uuid: string, because: PlaceReason, { hasAccount, groupNumber }: PlayerPlace): Promise<void> {
  const { accounts } = parts.mqtt;
  if (!hasAccount) return accounts.revoke(accountOf(uuid));
  if (because !== 'moved') return;
  try {
    await accounts.grant({ username: accountOf(uuid), ...grantsOf({ uuid, groupNumber }) });
  } catch (error) {
    // The broker has lost the account: that is found by a look at all of them, and no try more helps.
    if (!(error instanceof DeliveryError && error.permanent)) throw error;
    await parts.transact(CONSOLE, ({ enqueue }) => enqueue(SWEEP_QUEUE, {}, { singletonKey: 'all' }));
  }
}

const publishGroup = ({ mqtt }: Pick<Parts, 'mqtt'>, uuid: string, number: number | null): Promise<void> =>
  mqtt.publish(topicOf(TOPICS.groupId, { uuid }), number === null ? '' : String(number), { retain: true });

const forget = ({ mqtt }: Pick<Parts, 'mqtt'>, topic: string): Promise<void> => mqtt.publish(topic, '', { retain: true });

async function sweep(parts: Parts): Promise<void> {
  const uuids = await everyUuid(parts.db);
  for (let from = 0; from < uuids.length; from += PUBLISHED_AT_ONCE) await tellGroups(parts, uuids.slice(from, from + PUBLISHED_AT_ONCE));
  // A house without players needs no broker that can keep accounts.
  if (uuids.length > 0) await reconcile(parts);
  await reconcileShared(parts);
}

/** Until the broker has what is true at the end: a screen may be moved or archived meanwhile. */
async function tellGroups(parts: Parts, uuids: readonly string[]): Promise<void> {
  const told = new Map<string, number | null>();
  for (;;) {
    const changed = [...(await groupNumbersOf(parts.db, uuids))].filter(([uuid, number]) => told.get(uuid) !== number);
    if (changed.length === 0) return;
    await Promise.all(changed.map(([uuid, number]) => publishGroup(parts, uuid, number)));
    for (const [uuid, number] of changed) told.set(uuid, number);
  }
}

async function reconcile({ db, transact, clock, mqtt }: Parts): Promise<void> {
  const asked = clock.now();
  const { missing } = await mqtt.accounts.reconcile(ACCOUNT_PREFIX, async () =>
    (await everyAccount(db)).map((account) => ({ username: account.name, ...grantsOf(account) })),
  );
  await transact(CONSOLE, async (work) => {
    const changed = await saveLost(work.tx, missing, asked, work.now);
    if (changed > 0) work.publish({ name: SCREENS_EVENTS.factsDue, module: 'screens', siteId: null, assetId: null, payload: {} });
  });
}
