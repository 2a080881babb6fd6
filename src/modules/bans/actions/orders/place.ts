import type { Work } from '../../../../kernel/db/transact.ts';
import { newId } from '../../../../shared/ids.ts';
import type { OrderHost } from '../../store/order-hosts.ts';
import { insertOrder, lockLivingBans, type NewOrder, saveOrder } from '../../store/orders.ts';
import { publishOrder } from './parts.ts';

export interface Wanted {
  readonly jail: string;
  readonly network: string;
  readonly until: Temporal.Instant | null;
  readonly note: string;
  readonly origin: 'person' | 'spread';
  readonly offerId: string | null;
}

/** Whoever gave an order carries it out at once. What a crash leaves open is found by the timer after this time. */
const LEFT_OPEN_SECONDS = 15;

/**
 * Writes a ban for each host, to be carried out once the transaction has committed. A ban that lives there already is the same one: it
 * gets the new end and the new note. Answers the orders' ids.
 */
export async function placeBans(work: Work, hosts: readonly OrderHost[], wanted: Wanted): Promise<string[]> {
  const living = await lockLivingBans(
    work.tx,
    hosts.map(({ id }) => id),
    wanted.network,
    wanted,
  );
  const ids: string[] = [];
  for (const host of hosts) {
    const known = living.find((order) => order.host.id === host.id);
    ids.push(known === undefined ? await insertBan(work, host, wanted) : await changeBan(work, known, host, wanted));
  }
  return ids;
}

const personOf = ({ by }: Work): string | null => (by.kind === 'person' ? by.userId : null);

async function insertBan(work: Work, host: OrderHost, { jail, network, until, note, origin, offerId }: Wanted): Promise<string> {
  const id = newId<'order'>(work.now);
  const order: NewOrder = {
    ...{ id, siteId: host.siteId, hostId: host.id, kind: 'ban', jail, network, origin, offerId, note },
    ...{ byUserId: personOf(work), createdAt: work.now, until, wakesAt: work.now.add({ seconds: LEFT_OPEN_SECONDS }) },
  };
  await insertOrder(work.tx, order);
  await audit(work, host, 'bans.banned', { jail, address: network, until: until?.toString() ?? null, note, origin });
  publishOrder(work, { id, host, siteId: host.siteId }, 'pending');
  return id;
}

async function changeBan(
  work: Work,
  known: { readonly id: string; readonly until: Temporal.Instant | null; readonly note: string },
  host: OrderHost,
  { jail, network, until, note }: Wanted,
): Promise<string> {
  const wakesAt = work.now.add({ seconds: LEFT_OPEN_SECONDS });
  await saveOrder(work.tx, known.id, { state: 'pending', until, note, byUserId: personOf(work), wakesAt, tries: 0, failure: null });
  await audit(work, host, 'bans.ban_changed', { jail, address: network, until: until?.toString() ?? null, note });
  publishOrder(work, { id: known.id, host, siteId: host.siteId }, 'pending');
  return known.id;
}

export interface Unwanted {
  readonly network: string;
  /** Null: every jail. */
  readonly jail: string | null;
  readonly note: string;
  /** Also every ban of what lies in the network. */
  readonly withInside: boolean;
}

/** Writes an unban for each host, and ends the console's own bans of it there: they are not renewed any more. */
export async function placeUnbans(
  work: Work,
  hosts: readonly OrderHost[],
  { network, jail, note, withInside }: Unwanted,
): Promise<string[]> {
  const hostIds = hosts.map(({ id }) => id);
  for (const living of await lockLivingBans(work.tx, hostIds, network, { jail, withInside })) {
    await saveOrder(work.tx, living.id, { state: 'lifted', lifted: { at: work.now, how: 'unbanned' }, wakesAt: null, failure: null });
    publishOrder(work, living, 'lifted');
  }
  const ids: string[] = [];
  for (const host of hosts) {
    const id = newId<'order'>(work.now);
    await insertOrder(work.tx, {
      ...{ id, siteId: host.siteId, hostId: host.id, kind: 'unban', jail, network, origin: 'person', offerId: null, note, withInside },
      ...{ byUserId: personOf(work), createdAt: work.now, until: null, wakesAt: work.now.add({ seconds: LEFT_OPEN_SECONDS }) },
    });
    await audit(work, host, 'bans.unbanned', { jail, address: network, note, ...(withInside ? { withInside } : {}) });
    publishOrder(work, { id, host, siteId: host.siteId }, 'pending');
    ids.push(id);
  }
  return ids;
}

const audit = (work: Work, host: OrderHost, action: string, after: Readonly<Record<string, unknown>>): Promise<void> =>
  work.audit({ action, subject: { kind: 'fail2ban', id: host.id, name: host.name }, siteId: host.siteId, after });
