import { join } from 'node:path';
import { z } from 'zod';
import { Account } from '../account.ts';
import { jsonFile } from './json-file.ts';

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
