import { join } from 'node:path';
import { getAbout } from '../kernel/contract/routes/console.ts';
import type { Log } from '../kernel/log/log.ts';
import type { Module } from '../kernel/module.ts';
import { sendReport } from '../modules/servers/contract/routes.ts';
import type { Clock } from '../shared/time.ts';
import * as contract from './contract/routes.ts';
import { DEMO_PERMISSIONS } from './contract/routes.ts';
import { demoAccount } from './estate/account.ts';
import { type BuiltServer, buildEstate } from './estate/build.ts';
import { buildBans } from './estate/build-bans.ts';
import { type Caller, type Credentials, signIn } from './estate/caller.ts';
import { type Attacks, startAttacks } from './fail2ban/attacks.ts';
import { createLife } from './machines/life.ts';
import { startUpdater } from './machines/updater.ts';
import { demoRoutes, type Living } from './routes.ts';
import { buildScreens, type ScreensParts } from './screens/build.ts';
import { type Fleet, startFleet } from './screens/fleet.ts';

/** The demo beside a console: its module is wired in, and once the console listens the estate comes to life. */
export interface Demo {
  readonly module: Module;
  /** Builds the estate and lets it live. Answers how to sign in, and how to stop it. */
  start(console: StartedConsole): Promise<{ readonly credentials: Credentials; stop(): Promise<void> }>;
}

export interface StartedConsole {
  readonly url: string;
  readonly dataDir: string;
  /** Of the one-time set-up; null once there is an account. */
  readonly setupToken: string | null;
}

export function createDemo({ clock, log }: { readonly clock: Clock; readonly log: Log }): Demo {
  let living: Living | null = null;
  return {
    module: {
      name: 'demo',
      permissions: DEMO_PERMISSIONS,
      // It keeps nothing: there is no migration in this folder.
      migrations: { owner: 'demo', folder: new URL('./', import.meta.url) },
      rules: [],
      settings: {},
      routes: Object.values(contract).filter((exported) => typeof exported === 'object' && 'method' in exported),
      sentences: { 'demo.not_alive': 'The demo estate is still being built: try again in a moment.' },
      wire: (kernel) => ({ routes: demoRoutes(kernel, () => living) }),
    },
    async start({ url, dataDir, setupToken }) {
      const credentials = await demoAccount({ url, dataDir, setupToken });
      const caller = await signIn(url, credentials);
      const updater = await startUpdater({ log, update: async (name) => living?.life.update(name) });
      const servers = await buildEstate(caller, { now: clock.now(), updaterUrl: updater.url });
      const attacks = await buildAttacks(caller, { now: () => clock.now(), log });
      const fleet = await buildFleet(caller, { url, folder: join(dataDir, 'demo-players'), now: clock.now(), log });
      await caller.signOut();
      const life = createLife({ residents: servers.map(toResident), now: () => clock.now(), send: reporter(url, log) });
      living = { life, attacks, fleet };
      const stopLife = life.start();
      attacks?.begin();
      return {
        credentials,
        async stop() {
          stopLife();
          living = null;
          updater.stop();
          await Promise.all([attacks?.close(), fleet?.stop()]);
        },
      };
    },
  };
}

/** Null: the bans module is switched off. */
async function buildAttacks(caller: Caller, parts: Parameters<typeof startAttacks>[0]): Promise<Attacks | null> {
  const about = await caller.call(getAbout, {});
  if (!about.modules.includes('bans')) return null;
  const attacks = await startAttacks(parts);
  await buildBans(caller, attacks.hosts);
  return attacks;
}

/** Null: the screens module is switched off. */
async function buildFleet(caller: Caller, parts: ScreensParts & { readonly log: Log }): Promise<Fleet | null> {
  const about = await caller.call(getAbout, {});
  return about.modules.includes('screens') ? await startFleet(await buildScreens(caller, parts), parts) : null;
}

const toResident = ({ name, distribution, timeZone, token, waiting, isNeglected }: BuiltServer) => ({
  ...{ kind: { name, distribution, timeZone }, token, waiting, isNeglected },
});

/** A refused report is part of the story, such as a clone's; one that finds no console is sent anew with the next round. */
function reporter(url: string, log: Log) {
  return async (token: string, report: string): Promise<void> => {
    try {
      const reply = await fetch(`${url}/api${sendReport.path}`, {
        method: sendReport.method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain; charset=utf-8' },
        body: report,
      });
      await reply.arrayBuffer();
    } catch (error) {
      log.debug({ err: error }, 'a simulated machine did not reach the console');
    }
  };
}
