import { z } from 'zod';
import { route } from '../route.ts';
import { WireInstant } from '../wire.ts';
import { Nothing } from './shapes.ts';

/** A console that was restored and whose prints, commands and mails nobody has released yet. */
export const Held = z.object({ since: WireInstant, backupMadeAt: WireInstant }).meta({ id: 'Held' });

export const getHeld = route({
  method: 'GET',
  path: '/held',
  summary: 'Whether the console was restored and sends nothing yet; null: it sends',
  permission: 'account:read',
  input: z.strictObject({}),
  output: z.object({ held: Held.nullable() }),
  refusals: {},
});

export const releaseHeld = route({
  method: 'POST',
  path: '/held/release',
  summary: 'Let a restored console print, command and mail again',
  permission: 'held:release',
  input: z.strictObject({}),
  output: Nothing,
  refusals: {},
});
