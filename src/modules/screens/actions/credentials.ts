import { timingSafeEqual } from 'node:crypto';
import { hashSecret } from '../../../kernel/auth/tokens/secret-text.ts';
import type { Kernel } from '../../../kernel/module.ts';
import type { MqttCredentials } from '../../../kernel/mqtt/mqtt.ts';
import { grantsOf } from '../domain/grants.ts';
import { accountNamed } from '../store/accounts.ts';

/** Compared where there is no account, so that an answer takes as long. */
const NOBODY = hashSecret('');

/** Accounts of players at the embedded broker, as they are at this moment. */
export const createCredentials = ({ db }: Pick<Kernel, 'db'>): MqttCredentials => ({
  async check({ username, password }) {
    const account = username.includes('\0') ? null : await accountNamed(db, username);
    const isRight = timingSafeEqual(Buffer.from(hashSecret(password)), Buffer.from(account?.passwordHash ?? NOBODY));
    return account !== null && isRight ? grantsOf(account) : null;
  },
});
