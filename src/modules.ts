import type { Module } from './kernel/module.ts';
import { bansModule } from './modules/bans/module.ts';
import { screensModule } from './modules/screens/module.ts';
import { serversModule } from './modules/servers/module.ts';

/** Every module there is, in the order of navigation and migrations. `CARETAKER_MODULES` chooses which of them run. */
export const modules: readonly Module[] = [serversModule, screensModule, bansModule];
