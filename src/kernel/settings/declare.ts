import type { z } from 'zod';

/** What an operator may change while the console runs. The schema (title, description, default) draws the form. */
export interface SettingDeclaration<Value extends z.ZodType = z.ZodType> {
  readonly schema: Value;
  readonly default: z.output<Value>;
  /** Takes effect at the next start only. */
  readonly needsRestart?: true;
  /** A credential: stored sealed, and shown to nobody again. Its default says that there is none. */
  readonly isSecret?: true;
  /** What the audit, and those who may not change it, see in place of a value that tells a secret. */
  masked?(value: z.output<Value>): string;
}

/** Settings of one room: key → declaration. Keys are `room.name`. */
export type SettingsTable = Readonly<Record<string, SettingDeclaration>>;

export const setting = <Value extends z.ZodType>(declaration: SettingDeclaration<Value>): SettingDeclaration<Value> => declaration;
