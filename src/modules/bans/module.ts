import type { Module, WiredModule } from '../../kernel/module.ts';
import { BANS_PERMISSIONS } from './contract/permissions.ts';

export const bansModule: Module = {
  name: 'bans',
  permissions: BANS_PERMISSIONS,
  migrations: { owner: 'bans', folder: new URL('./migrations/', import.meta.url) },
  rules: [],
  settings: {},
  routes: [],
  sentences: {},
  wire,
};

function wire(): WiredModule {
  return { routes: [] };
}
