import type { Log } from '../log/log.ts';
import type { Settings } from './settings.ts';
import { findValue } from './store.ts';

export const createSettings = ({ log }: { readonly log: Log }): Settings => ({
  async read(db, key, declaration) {
    const value = await findValue(db, key);
    if (value === null) return declaration.default;
    const parsed = declaration.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    log.warn({ setting: key }, 'a stored setting no longer fits its schema; its default is used');
    return declaration.default;
  },
});
