import { z } from 'zod';
import { maskedUrl } from '../audit/write.ts';
import { type SettingsTable, setting } from '../settings/declare.ts';

const Origin = z
  .string()
  .max(200)
  .refine((text) => URL.parse(text)?.origin === text, 'This is not an origin such as https://chat.example.org:8443.');

const isHttpUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.username === '' && url.password === '';
};

const HttpUrlOrNothing = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => text === '' || isHttpUrl(text), 'This is not an http or https address.');

/** What administrators set about telling and about calls into the house. */
export const TELLING_SETTINGS = {
  'outbound.allowedOrigins': setting({
    schema: z.array(Origin).max(50).meta({
      title: 'Origins in the private network that may be called',
      description: 'Webhooks, ntfy and the like may lead to public addresses, and to private ones only where their origin stands here.',
    }),
    default: [],
  }),
  'telling.pingUrl': setting({
    schema: HttpUrlOrNothing.meta({
      title: "Dead man's switch: URL",
      description: 'Called regularly while the console is ready, so that somebody else notices when it is not. Empty: never.',
    }),
    default: '',
    masked: maskedUrl,
  }),
  'telling.pingMinutes': setting({
    schema: z.int().min(1).max(1_440).meta({
      title: "Dead man's switch: minutes between two calls",
      description: 'Whoever watches should wait for twice as long before raising an alarm.',
    }),
    default: 5,
  }),
  'telling.keptDays': setting({
    schema: z.int().min(1).max(365).meta({
      title: 'Keep messages for days',
      description: 'What was told to whom, and what became of it.',
    }),
    default: 90,
  }),
} as const satisfies SettingsTable;
