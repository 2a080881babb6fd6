import type { Log } from '../log/log.ts';
import type { Seal } from '../secrets/seal.ts';
import { openValue } from './sealed.ts';
import type { Settings } from './settings.ts';
import { findValue } from './store.ts';

export const createSettings = ({ log, seal }: { readonly log: Log; readonly seal: Seal }): Settings => ({
  async read(db, key, declaration) {
    const stored = await findValue(db, key);
    const opened = declaration.isSecret === true ? openValue(seal, key, stored) : null;
    if (opened?.state === 'unreadable') {
      log.warn({ setting: key }, 'a stored secret does not open with this key; it counts as not set until it is entered anew');
      return declaration.default;
    }
    const value = opened === null ? stored.value : opened.state === 'set' ? opened.value : null;
    if (value === null) return declaration.default;
    const parsed = declaration.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    log.warn({ setting: key }, 'a stored setting no longer fits its schema; its default is used');
    return declaration.default;
  },
});
