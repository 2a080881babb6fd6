import type { z } from 'zod';
import type { Db, Tx } from '../db/database.ts';
import type { SettingDeclaration } from './declare.ts';

/** Reads settings; a stored value that no longer fits its schema reads as the default and is logged. */
export interface Settings {
  read<Value extends z.ZodType>(db: Db | Tx, key: string, declaration: SettingDeclaration<Value>): Promise<z.output<Value>>;
}
