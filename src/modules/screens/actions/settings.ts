import { z } from 'zod';
import { setting } from '../../../kernel/settings/declare.ts';
import { COMMAND_SETTINGS } from './command-settings.ts';
import { CONTENT_SETTINGS } from './content/settings.ts';
import { LEGACY_SETTINGS } from './legacy/settings.ts';
import { WATCH_SETTINGS } from './watch/settings.ts';

/** How long a screen may be silent. */
export const GRACE_SECONDS = {
  key: 'screens.graceSeconds',
  declaration: setting({
    schema: z.int().min(10).max(86_400).meta({
      title: 'Seconds without a heartbeat until a screen is offline',
      description: 'Players send one about every 65 seconds.',
    }),
    default: 170,
  }),
} as const;

const isBrokerAddress = (text: string): boolean => {
  const url = URL.parse(text);
  return (
    url !== null &&
    ['mqtt:', 'mqtts:', 'ws:', 'wss:'].includes(url.protocol) &&
    url.hostname !== '' &&
    url.username === '' &&
    url.password === ''
  );
};

/** What players are told at enrolment, where they do not reach the broker as the console does. */
export const BROKER_URL = {
  key: 'screens.brokerUrl',
  declaration: setting({
    schema: z
      .string()
      .trim()
      .max(500)
      .refine((text) => text === '' || isBrokerAddress(text), { error: 'This is not an address such as mqtts://broker.example.org:8883.' })
      .meta({
        title: 'Address of the broker for players',
        description:
          "Told to players when they enrol. Empty: the console's own host name with the port of its broker, or the address of the broker it uses.",
      }),
    default: '',
  }),
} as const;

const isPem = (text: string): boolean => /^(?:-----BEGIN CERTIFICATE-----[\sA-Za-z0-9+/=]+-----END CERTIFICATE-----\s*)+$/.test(text);

/** Where the broker's certificate is none that players trust anyway. */
export const BROKER_CA = {
  key: 'screens.brokerCa',
  declaration: setting({
    schema: z
      .string()
      .trim()
      .max(50_000)
      .refine((text) => text === '' || isPem(text), { error: 'This is not a certificate in PEM.' })
      .meta({
        title: 'Certificates that the broker’s must lead to (PEM)',
        description: 'Told to players when they enrol. Empty: they trust what their system trusts.',
      }),
    default: '',
  }),
} as const;

/** How long it is known who came in by which code. */
export const ENROLMENT_DAYS = {
  key: 'screens.enrolmentDays',
  declaration: setting({
    schema: z.int().min(30).max(3_650).meta({
      title: 'Keep enrolment codes and held enrolments for days',
      description: 'What became of them stays in the audit.',
    }),
    default: 90,
  }),
} as const;

export const SCREENS_SETTINGS = {
  ...COMMAND_SETTINGS,
  [GRACE_SECONDS.key]: GRACE_SECONDS.declaration,
  [BROKER_URL.key]: BROKER_URL.declaration,
  [BROKER_CA.key]: BROKER_CA.declaration,
  [ENROLMENT_DAYS.key]: ENROLMENT_DAYS.declaration,
  ...WATCH_SETTINGS,
  ...LEGACY_SETTINGS,
  ...CONTENT_SETTINGS,
};
