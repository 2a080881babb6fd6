import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The name of this console's session at an external broker: made once, kept in the data folder, which one process at a
 * time holds. After a crash the same name gets what was not acknowledged. Two processes with one name would throw each other out.
 */
export async function sessionName(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'mqtt');
  const path = join(folder, 'session');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = await readFile(path, 'utf8').catch(() => ''); // Not there yet.
  if (/^caretaker-[0-9a-f-]{36}$/.test(known)) return known;
  const name = `caretaker-${randomUUID()}`;
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(name);
    await file.sync();
  } finally {
    await file.close();
  }
  return name;
}
