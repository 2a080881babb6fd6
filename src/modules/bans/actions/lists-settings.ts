import { z } from 'zod';
import { setting } from '../../../kernel/settings/declare.ts';

/** Asked for what is known of an address; without one nobody is asked. */
export const ABUSE_IP_DB_KEY = {
  key: 'bans.abuseIpDbKey',
  declaration: setting({
    schema: z
      .string()
      .max(200)
      .regex(/^[\x21-\x7e]*$/, 'A key holds no blanks.')
      .meta({
        title: 'Key of AbuseIPDB',
        description: 'Beside an address its reports are shown, when somebody asks. Empty: nobody is asked.',
      }),
    default: '',
    isSecret: true,
  }),
} as const;

/** How long orders that are over, imports and answers about addresses are kept. They hold addresses. */
export const ORDER_DAYS = {
  key: 'bans.orderDays',
  declaration: setting({
    schema: z.int().min(30).max(3_650).meta({
      title: 'Keep orders and imports for days',
      description: 'Bans and unbans by hand that are over, imports of blocklists and decided offers of spread go when they are older.',
    }),
    default: 365,
  }),
} as const;

export const LISTS_SETTINGS = {
  [ABUSE_IP_DB_KEY.key]: ABUSE_IP_DB_KEY.declaration,
  [ORDER_DAYS.key]: ORDER_DAYS.declaration,
};
