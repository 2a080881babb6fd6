import type { Actor } from '../../../../kernel/auth/actor.ts';
import { systemActor } from '../../../../kernel/auth/actor.ts';
import { hashSecret, newSecret } from '../../../../kernel/auth/tokens/secret-text.ts';
import type { Db, Tx } from '../../../../kernel/db/database.ts';
import type { MqttPrincipal } from '../../../../kernel/mqtt/mqtt.ts';
import { DeliveryError } from '../../../../kernel/outbound/delivery-error.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { SHARED_ACCOUNT, sharedGrants } from '../../domain/grants.ts';
import { everyDiscovered, saveSharedLost, saveSharedPassword, sharedAccount } from '../../store/legacy/shared-account.ts';
import { brokerFor } from '../broker-address.ts';
import type { Parts } from '../parts.ts';
import { LEGACY_DISCOVERY } from './settings.ts';

const CONSOLE = systemActor('screens');

export interface SharedAccount {
  readonly isOn: boolean;
  readonly username: string;
  readonly issuedAt: Temporal.Instant | null;
  readonly isLost: boolean;
  readonly url: string;
  readonly screenCount: number;
}

/** Told once. */
interface Renewed {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly ca: string | null;
}

type RenewAnswer = Result<Renewed, 'screens.discovery_off' | 'screens.broker_away'>;

const isOn = ({ settings }: Pick<Parts, 'settings'>, db: Db | Tx): Promise<boolean> =>
  settings.read(db, LEGACY_DISCOVERY.key, LEGACY_DISCOVERY.declaration);

/** What the account may do at this moment. */
export const sharedPrincipal = async (db: Db | Tx): Promise<MqttPrincipal> => ({
  ...sharedGrants(await everyDiscovered(db)),
  isShared: true,
});

/** The hash of its password; null while nobody may come in by it. */
export const sharedHash = async (parts: Pick<Parts, 'settings'>, db: Db | Tx): Promise<string | null> =>
  (await isOn(parts, db)) ? (await sharedAccount(db)).passwordHash : null;

/** What people do with the account that players of the old contract share. */
export const createSharedAccount = (parts: Parts) => ({
  async get(): Promise<SharedAccount> {
    const { issuedAt, lostAt } = await sharedAccount(parts.db);
    const { url } = await brokerFor(parts.db, parts);
    const screenCount = (await everyDiscovered(parts.db)).length;
    return { isOn: await isOn(parts, parts.db), username: SHARED_ACCOUNT, issuedAt, isLost: lostAt !== null, url, screenCount };
  },
  /** A new password; whoever has the old one is cut off. */
  async renew(by: Actor): Promise<RenewAnswer> {
    const password = newSecret();
    const isMade = await parts.transact(by, async (work) => {
      if (!(await isOn(parts, work.tx))) return false;
      await saveSharedPassword(work.tx, hashSecret(password), work.now);
      const subject = { kind: 'screen-account', id: SHARED_ACCOUNT, name: SHARED_ACCOUNT };
      await work.audit({ action: 'screens.shared_account_renewed', subject, siteId: null });
      return true;
    });
    if (!isMade) return refuse('screens.discovery_off');
    try {
      await parts.mqtt.accounts.grant({ username: SHARED_ACCOUNT, password, ...(await sharedPrincipal(parts.db)) });
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      return refuse('screens.broker_away', { reason: error.message });
    }
    return ok({ ...(await brokerFor(parts.db, parts)), username: SHARED_ACCOUNT, password });
  },
});

/** Has the broker let the account do what it may do now: a player has come, moved or gone. Its connections go on. */
export async function tellShared(parts: Parts): Promise<void> {
  if ((await sharedHash(parts, parts.db)) === null) return;
  try {
    await parts.mqtt.accounts.grant({ username: SHARED_ACCOUNT, ...(await sharedPrincipal(parts.db)) });
  } catch (error) {
    // The broker has lost it, which a look at all accounts finds; no try more helps.
    if (!(error instanceof DeliveryError && error.permanent)) throw error;
  }
}

/** Switched off, nobody comes in by it any more, and another time it begins with another password. */
export async function endShared(parts: Parts): Promise<void> {
  const isEnded = await parts.transact(CONSOLE, async (work) => {
    if (await isOn(parts, work.tx)) return false;
    await saveSharedPassword(work.tx, null, work.now);
    return true;
  });
  if (isEnded) await parts.mqtt.accounts.revoke(SHARED_ACCOUNT);
}

/** What a look at all accounts does for this one. */
export async function reconcileShared(parts: Parts): Promise<void> {
  if ((await sharedHash(parts, parts.db)) === null) return;
  const asked = parts.clock.now();
  const { missing } = await parts.mqtt.accounts.reconcile(SHARED_ACCOUNT, async () => [
    { username: SHARED_ACCOUNT, ...(await sharedPrincipal(parts.db)) },
  ]);
  await parts.transact(CONSOLE, (work) => saveSharedLost(work.tx, missing.length > 0, asked, work.now));
}
