import type { Log } from '../kernel/log/log.ts';
import type { Module } from '../kernel/module.ts';
import { sendReport } from '../modules/servers/contract/routes.ts';
import type { Clock } from '../shared/time.ts';
import * as contract from './contract/routes.ts';
import { DEMO_PERMISSIONS } from './contract/routes.ts';
import { demoAccount } from './estate/account.ts';
import { type BuiltServer, buildEstate } from './estate/build.ts';
import { type Credentials, signIn } from './estate/caller.ts';
import { createLife, type Life } from './machines/life.ts';
import { startUpdater } from './machines/updater.ts';
import { demoRoutes } from './routes.ts';

/** The demo beside a console: its module is wired in, and once the console listens the estate comes to life. */
export interface Demo {
  readonly module: Module;
  /** Builds the estate and lets it live. Answers how to sign in, and how to stop it. */
  start(console: StartedConsole): Promise<{ readonly credentials: Credentials; stop(): void }>;
}

export interface StartedConsole {
  readonly url: string;
  readonly dataDir: string;
  /** Of the one-time set-up; null once there is an account. */
  readonly setupToken: string | null;
}

export function createDemo({ clock, log }: { readonly clock: Clock; readonly log: Log }): Demo {
  let life: Life | null = null;
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
      wire: (kernel) => ({ routes: demoRoutes(kernel, () => life) }),
    },
    async start({ url, dataDir, setupToken }) {
      const credentials = await demoAccount({ url, dataDir, setupToken });
      const caller = await signIn(url, credentials);
      const updater = await startUpdater({ log, update: async (name) => life?.update(name) });
      const servers = await buildEstate(caller, { now: clock.now(), updaterUrl: updater.url });
      await caller.signOut();
      life = createLife({ residents: servers.map(toResident), now: () => clock.now(), send: reporter(url, log) });
      const stopLife = life.start();
      return {
        credentials,
        stop() {
          stopLife();
          life = null;
          updater.stop();
        },
      };
    },
  };
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
