import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { Parts } from './parts.ts';
import { BROKER_CA, BROKER_URL } from './settings.ts';

/** What players are told of the broker. */
export async function brokerFor(
  db: Db | Tx,
  { settings, mqtt, publicUrl }: Pick<Parts, 'settings' | 'mqtt' | 'publicUrl'>,
): Promise<{ readonly url: string; readonly ca: string | null }> {
  const [said, ca] = [
    await settings.read(db, BROKER_URL.key, BROKER_URL.declaration),
    await settings.read(db, BROKER_CA.key, BROKER_CA.declaration),
  ];
  const { protocol, host, port } = mqtt.address();
  const own = `${protocol}://${host ?? new URL(publicUrl).hostname}${port === null ? '' : `:${port}`}`;
  return { url: said === '' ? own : said, ca: ca === '' ? null : ca };
}
