import type { Log } from '../../kernel/log/log.ts';
import type { Rhythm } from '../../player/rhythm.ts';
import type { Behaviour, ScreenFault } from '../contract/routes.ts';
import type { BuiltScreen, BuiltScreens } from './build.ts';
import { startChromiumPlayer } from './chromium.ts';
import { startOldPlayer } from './old-player.ts';
import { OUTAGE_SITE, SCREENS } from './plan.ts';
import { createPlayer, type DemoPlayer } from './player.ts';

/** The players of the demo, at work. */
export interface Fleet {
  readonly players: readonly { readonly name: string; readonly screenId: string | null; readonly behaviour: Behaviour }[];
  screensOf(fault: ScreenFault): readonly string[];
  breakIt(fault: ScreenFault): Promise<void>;
  healIt(fault: ScreenFault): Promise<void>;
  stop(): Promise<void>;
}

export interface FleetParts {
  readonly log: Log;
  /** As the wire contract wants it, unless told. */
  readonly rhythm?: Rhythm;
}

const BEFALLEN: Readonly<Record<ScreenFault, (screen: BuiltScreen) => boolean>> = {
  blackout: ({ name }) => ['foyer-1', 'foyer-6', 'canteen-1'].includes(name),
  crashes: ({ name }) => ['meeting-1', 'corridor-1'].includes(name),
  // A whole site: then it is the network, and no screen's own fault.
  outage: ({ site }) => site === OUTAGE_SITE,
};

/** Starts the players. One that cannot is left out: the demo shows the others. */
export async function startFleet({ screens, shared }: BuiltScreens, { log, rhythm }: FleetParts): Promise<Fleet> {
  const players = new Map<BuiltScreen, DemoPlayer>();
  for (const screen of screens.filter(({ behaviour }) => behaviour !== 'real')) {
    const player = createPlayer({ ...screen, ...(rhythm === undefined ? {} : { rhythm }) });
    players.set(screen, player);
    await player.start().catch((error: unknown) => log.warn({ err: error, screen: screen.name }, 'a player of the demo did not start'));
  }
  const real = screens.find(({ behaviour }) => behaviour === 'real');
  if (real === undefined) log.info('There is no Chromium here: all players of the demo are simulated');
  const endChromium = real === undefined ? null : startChromiumPlayer(real);
  const old = SCREENS.find(({ behaviour }) => behaviour === 'old-contract');
  const endOld =
    shared === null || old === undefined ? null : await startOldPlayer(shared, { uuid: OLD_UUID, hostname: old.name }).catch(() => null);

  const befallen = (fault: ScreenFault): readonly (readonly [BuiltScreen, DemoPlayer])[] =>
    [...players].filter(([screen]) => BEFALLEN[fault](screen));
  const each = async (fault: ScreenFault, act: (player: DemoPlayer) => unknown): Promise<void> => {
    await Promise.all(befallen(fault).map(([, player]) => act(player)));
  };
  return {
    players: [
      ...screens.map(({ name, screenId, behaviour }) => ({ name, screenId, behaviour })),
      ...(old === undefined || endOld === null ? [] : [{ name: old.name, screenId: null, behaviour: old.behaviour }]),
    ],
    screensOf: (fault) => befallen(fault).map(([{ name }]) => name),
    breakIt: (fault) =>
      each(fault, (player) => (fault === 'outage' ? player.stop() : player.suffer(fault === 'blackout' ? 'black' : 'crashed'))),
    healIt: (fault) => each(fault, (player) => (fault === 'outage' ? player.start() : player.heal())),
    async stop() {
      await Promise.all([...[...players.values()].map((player) => player.stop()), endChromium?.(), endOld?.()]);
    },
  };
}

/** It was there before there were enrolments, and has been the same ever since. */
const OLD_UUID = '2f1c6a1e-5f0b-4c0f-9a51-7d3f0a5c11d0';
