import { z } from 'zod';
import type { Permission } from '../../kernel/contract/permission.ts';
import { route } from '../../kernel/contract/route.ts';
import { WireId, WireInstant } from '../../kernel/contract/wire.ts';

/** What can be broken on machines that report, on hosts that are attacked, and on screens; each has its sentences in the page's locales. */
export const MACHINE_FAULTS = ['clock', 'lists', 'broken', 'reboot', 'clone', 'silence', 'flapping'] as const;
export const ATTACK_FAULTS = ['storm', 'fail2ban'] as const;
export const SCREEN_FAULTS = ['blackout', 'crashes', 'outage'] as const;
export const FAULTS = [...MACHINE_FAULTS, ...ATTACK_FAULTS, ...SCREEN_FAULTS] as const;
export type MachineFault = (typeof MACHINE_FAULTS)[number];
export type AttackFault = (typeof ATTACK_FAULTS)[number];
export type ScreenFault = (typeof SCREEN_FAULTS)[number];
export type FaultName = MachineFault | AttackFault | ScreenFault;

export const isAttackFault = (name: FaultName): name is AttackFault => ATTACK_FAULTS.some((fault) => fault === name);

export const isScreenFault = (name: FaultName): name is ScreenFault => SCREEN_FAULTS.some((fault) => fault === name);

/** What a player of the demo does wrong all the time; each has its sentence in the page's locales. */
export const BEHAVIOURS = [
  'well',
  'black',
  'frozen',
  'crashed',
  'wrong-event',
  'service-failed',
  'malformed',
  'clock-off',
  'floods',
  'reconnects',
  'errors',
  'silent',
  'refuses',
  'stays-away',
  'in-maintenance',
  'old-contract',
  'real',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export const DEMO_PERMISSIONS = [
  { name: 'demo:use', role: 'user', tokens: true, about: 'Break things of the demo estate, and heal them.' },
] as const satisfies readonly Permission[];

const Fault = z.object({
  name: z.enum(FAULTS),
  /** Names of the servers or screens that it befalls. */
  servers: z.array(z.string()),
  brokenSince: WireInstant.nullable(),
});

/** A player of the demo's screens. */
const Player = z.object({ name: z.string(), screenId: WireId.nullable(), behaviour: z.enum(BEHAVIOURS) });

export const getDemo = route({
  method: 'GET',
  path: '/demo',
  summary: 'The demo estate: how many machines report, what is broken on purpose, and its players',
  permission: 'demo:use',
  input: z.strictObject({}),
  output: z.object({ machines: z.int(), reportsSent: z.int(), faults: z.array(Fault), players: z.array(Player) }),
  refusals: {},
});

export const breakDemo = route({
  method: 'POST',
  path: '/demo/faults/:name',
  summary: 'Break something of the demo estate on purpose',
  permission: 'demo:use',
  input: z.strictObject({ name: z.enum(FAULTS) }),
  output: Fault,
  refusals: {},
  status: 200,
});

/** The errand that `updateDemo` begins. */
export const UPDATE_ALL = 'update-all';

export const updateDemo = route({
  method: 'POST',
  path: '/demo/updates',
  summary: 'Install what is pending on every machine of the demo estate, one after the other',
  permission: 'demo:use',
  input: z.strictObject({}),
  output: z.object({ errandId: WireId }),
  refusals: { 'demo.not_alive': 409 },
});

export const healDemo = route({
  method: 'DELETE',
  path: '/demo/faults/:name',
  summary: 'Heal what was broken on purpose',
  permission: 'demo:use',
  input: z.strictObject({ name: z.enum(FAULTS) }),
  output: Fault,
  refusals: {},
});
