import { systemActor } from '../auth/actor.ts';
import type { Transact } from '../db/transact.ts';
import type { Seal } from '../secrets/seal.ts';
import type { SettingsTable } from './declare.ts';
import { sealValue } from './sealed.ts';
import { keepSealed, lockValue } from './store.ts';

const CONSOLE = systemActor('settings');

/** Seals secrets that stand in clear: of consoles, and of backups, from before they were sealed. Repeating it is harmless. */
export async function sealClearSettings({ transact, seal }: { readonly transact: Transact; readonly seal: Seal }, table: SettingsTable) {
  for (const [key, { isSecret }] of Object.entries(table)) {
    if (isSecret !== true) continue;
    await transact(CONSOLE, async ({ tx, audit }) => {
      const { value } = await lockValue(tx, key);
      if (value === null) return;
      await keepSealed(tx, key, value === '' ? null : sealValue(seal, key, value));
      if (value !== '') await audit({ action: 'settings.sealed', subject: { kind: 'setting', id: key, name: key }, siteId: null });
    });
  }
}
