import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { Named } from '../../../kernel/contract/routes/shapes.ts';
import { commaList, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { SCREEN_STATES, STATE_REASONS } from '../domain/screen-state.ts';
import { StateCounts } from './watch-shapes.ts';

/** As much of a screen as a card shows. */
export const CardScreen = z
  .object({
    id: WireId,
    name: z.string(),
    isActive: z.boolean(),
    state: z.enum(SCREEN_STATES),
    reasons: z.array(z.enum(STATE_REASONS)),
    lastAlive: WireInstant.nullable(),
    serviceFailedUnit: z.string().nullable(),
  })
  .meta({ id: 'CardScreen' });
export type CardScreen = z.infer<typeof CardScreen>;

export const GroupCard = z
  .object({
    /** Null: the screens in no group. */
    group: z.object({ id: WireId, name: z.string(), number: z.int(), colour: z.string(), site: Named }).nullable(),
    counts: StateCounts,
    /** How many of its screens are in the states that were asked for. */
    matching: z.int(),
    /** Of these, worst first: all of a small group; of a larger one those that need somebody most, if any do. */
    screens: z.array(CardScreen),
  })
  .meta({ id: 'GroupCard' });
export type GroupCard = z.infer<typeof GroupCard>;

export const screensOverview = route({
  method: 'GET',
  path: '/screens/overview',
  summary: 'Groups of screens in their order with the states of their screens and the worst of these; those in no group last',
  permission: 'screens:read',
  input: z.strictObject({ siteId: WireId.optional(), state: commaList(z.enum(SCREEN_STATES)).optional() }),
  output: z.object({
    /** Of all that is shown, whatever states were asked for. */
    counts: StateCounts,
    items: z.array(GroupCard),
    /** Groups that are out of use, and their screens: they are left out. */
    outOfUse: z.object({ groups: z.int(), screens: z.int() }),
  }),
  refusals: {},
});
