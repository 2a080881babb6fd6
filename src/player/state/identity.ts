import { join } from 'node:path';
import { z } from 'zod';
import { jsonFile } from './json-file.ts';

/** What a console has given to this player. */
export const Account = z.object({
  consoleUrl: z.string(),
  url: z.string(),
  username: z.string(),
  password: z.string(),
  /** Certificates (PEM) that the broker's must lead to; null: those that the system trusts. */
  ca: z.string().nullable(),
});
export type Account = z.infer<typeof Account>;

/** The player's own UUID, made once. */
export function uuidOf(folder: string): string {
  const file = jsonFile(join(folder, 'identity.json'), z.object({ uuid: z.uuid() }));
  const known = file.read();
  if (known !== null) return known.uuid;
  const uuid = crypto.randomUUID();
  file.write({ uuid });
  return uuid;
}

export const accountFile = (folder: string) => jsonFile(join(folder, 'account.json'), Account);
