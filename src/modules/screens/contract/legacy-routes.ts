import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { WireInstant } from '../../../kernel/contract/wire.ts';

export const SharedAccount = z
  .object({
    /** The setting that lets players of the old contract in. */
    isOn: z.boolean(),
    username: z.string(),
    /** When its password was made; null: nobody can come in by it. */
    issuedAt: WireInstant.nullable(),
    /** The broker has lost it: a new password is needed. */
    isLost: z.boolean(),
    /** Where its players find the broker. */
    url: z.string(),
    /** Screens whose players have no identity of their own. */
    screenCount: z.int(),
  })
  .meta({ id: 'SharedScreenAccount' });

export const getSharedAccount = route({
  method: 'GET',
  path: '/screens/shared-account',
  summary: 'The account that players of the old contract share, without its password',
  permission: 'screens:legacy',
  input: z.strictObject({}),
  output: SharedAccount,
  refusals: {},
});

export const renewSharedAccount = route({
  method: 'POST',
  path: '/screens/shared-account',
  summary: 'Give the shared account a new password, told this once; whoever has the old one is cut off',
  permission: 'screens:legacy',
  input: z.strictObject({}),
  output: z.object({ url: z.string(), username: z.string(), password: z.string(), ca: z.string().nullable() }),
  refusals: {
    'screens.discovery_off': 409,
    /** `reason`, in the words of the way to the broker. */
    'screens.broker_away': 503,
  },
  status: 200,
});
