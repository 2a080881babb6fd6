import { demoWeb } from '../demo/web/index.ts';
import { bansWeb } from '../modules/bans/web/index.ts';
import { screensWeb } from '../modules/screens/web/index.ts';
import { serversWeb } from '../modules/servers/web/index.ts';
import type { WebModule } from './module.ts';

/** Pages of every module; those that are switched off are left out by the shell. */
export const WEB_MODULES: readonly WebModule[] = [serversWeb, bansWeb, screensWeb, demoWeb];
