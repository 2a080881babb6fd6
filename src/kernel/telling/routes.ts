import type { z } from 'zod';
import { toWire } from '../../shared/time.ts';
import * as contract from '../contract/routes/telling.ts';
import { wireSaying } from '../contract/saying.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import { orRefuse, type Served, serve } from '../http/serve.ts';
import type { ChannelActions } from './channels/actions.ts';
import { type ChannelRow, channelsOf } from './channels/channel-rows.ts';
import { type Delivery, listOutbox } from './outbox/deliveries.ts';
import { editPreferences, preferencesOf } from './own/preferences.ts';
import { editSiteSteps, listSiteSteps } from './own/site-steps.ts';
import { storedSaying } from './saying-columns.ts';

export interface TellingRouteParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly channels: ChannelActions;
  readonly hasMail: boolean;
  /** Of people who have chosen none (IANA). */
  readonly timeZone: string;
}

/** One's own channels and hours; the steps of sites and the outbox, for those who manage telling. */
export function tellingRoutes({ db, transact, channels, hasMail, timeZone }: TellingRouteParts): readonly Served[] {
  const own = async (userId: string): Promise<z.input<typeof contract.OwnTelling>> => {
    const preferences = await preferencesOf(db, userId);
    const rows = await channelsOf(db, userId, hasMail);
    return { ...preferences, timeZone: preferences.timeZone ?? timeZone, hasMail, channels: rows.map(presentChannel) };
  };
  return [
    serve(contract.getMyTelling, (_input, { person }) => own(person.userId)),
    serve(contract.editMyTelling, async (input, { person, ifMatch }) => {
      orRefuse(await transact(person, (work) => editPreferences(work, person, input, ifMatch)));
      return own(person.userId);
    }),
    serve(contract.addMyChannel, async (input, { person }) => {
      const { channel, key } = orRefuse(await channels.add(person, input));
      return { ...presentChannel(channel), key };
    }),
    serve(contract.editMyChannel, async ({ id, ...changes }, { person, ifMatch }) =>
      presentChannel(orRefuse(await channels.edit(person, id, changes, ifMatch))),
    ),
    serve(contract.removeMyChannel, async ({ id }, { person }) => orRefuse(await channels.remove(person, id))),
    serve(contract.testMyChannel, async ({ id }, { person }) => ({ messageId: orRefuse(await channels.test(person, id)) })),
    serve(contract.listSiteTelling, async () => ({ items: [...(await listSiteSteps(db))] })),
    serve(contract.editSiteTelling, async ({ id, ...changes }, { actor, ifMatch }) =>
      orRefuse(await transact(actor, (work) => editSiteSteps(work, id, changes, ifMatch))),
    ),
    serve(contract.listDeliveries, async (input) => {
      const { items, nextCursor } = await listOutbox(db, input);
      return { items: items.map(presentDelivery), nextCursor };
    }),
  ];
}

const presentChannel = ({ userId: _, failingSince, last, ...channel }: ChannelRow): z.input<typeof contract.Channel> => ({
  ...channel,
  failingSince: toWire(failingSince),
  last: last === null ? null : { ...last, at: last.at.toString(), error: last.error?.text ?? null, saying: wireSaying(last.error) },
});

/** As many subjects as a row of a list shows. */
const SUBJECTS = 3;

const presentDelivery = (row: Delivery): z.input<typeof contract.DeliveryRow> => ({
  id: row.id,
  at: row.created_at.toString(),
  to: row.username,
  channel: { kind: row.channel_kind, name: row.channel_name },
  kind: row.kind,
  state: row.state,
  about: row.content.stories.slice(0, SUBJECTS).map(({ subject, facts }) => subject ?? facts[0]?.rule ?? ''),
  count: row.content.stories.length + row.content.notices.length,
  attempts: row.attempts,
  nextAt: toWire(row.next_at),
  endedAt: toWire(row.ended_at),
  error: row.error,
  saying: wireSaying(storedSaying(row.error, row.error_saying)),
});
