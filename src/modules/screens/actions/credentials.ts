import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from '../../../kernel/auth/tokens/secret-text.ts';
import type { Kernel } from '../../../kernel/module.ts';
import type { MqttCredentials } from '../../../kernel/mqtt/mqtt.ts';
import { grantsOf, SHARED_ACCOUNT } from '../domain/grants.ts';
import { uuidOf } from '../domain/topics.ts';
import { accountNamed } from '../store/accounts.ts';
import { sharedHash, sharedPrincipal } from './legacy/shared-account.ts';
import type { RecordSaid } from './record.ts';

/** Compared where there is no account, so that an answer takes as long. */
const NOBODY = hashSecret('');

const isRight = (password: string, hash: string | null): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(password)), Buffer.from(hash ?? NOBODY)) && hash !== null;

/** Accounts of players at the embedded broker, as they are at this moment. */
export const createCredentials = (parts: Pick<Kernel, 'db' | 'settings'> & { readonly record: RecordSaid }): MqttCredentials => ({
  async check({ username, password }) {
    const { db } = parts;
    if (username === SHARED_ACCOUNT) return isRight(password, await sharedHash(parts, db)) ? sharedPrincipal(db) : null;
    const account = username.includes('\0') ? null : await accountNamed(db, username);
    return isRight(password, account?.passwordHash ?? null) && account !== null ? grantsOf(account) : null;
  },
  async limited({ username, topic, count, at }) {
    const uuid = uuidOf(topic ?? '') ?? (await accountNamed(parts.db, username))?.uuid;
    if (uuid !== undefined) await parts.record({ uuid, limited: { count, at } });
  },
});
