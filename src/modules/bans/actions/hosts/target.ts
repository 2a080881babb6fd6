import type { Db } from '../../../../kernel/db/database.ts';
import type { Seal } from '../../../../kernel/secrets/seal.ts';
import { HostError } from '../../devices/hosts/access.ts';
import type { HostTarget, SshCredential } from '../../devices/hosts/open-host.ts';
import { type HostRow, type SshRow, sealedKeysOf } from '../../store/hosts.ts';

/** Which account is meant: the one for looking and banning, or the one for what changes files and jails. */
export type Account = 'ordinary' | 'configure';

export interface TargetParts {
  readonly db: Db;
  readonly seal: Seal;
  /** Of the agent that the console's own user runs; null: there is none. */
  readonly agentSocket: string | null;
}

/** What a sealed key is tied to: the host's row, and which of its two keys it is. */
export const keyRow = (hostId: string, account: Account): string => (account === 'ordinary' ? hostId : `${hostId} configure`);

/** How a host is reached with an account. Throws a `HostError` where the key cannot be had. */
export async function targetOf(parts: TargetParts, row: HostRow, account: Account): Promise<HostTarget> {
  const { socketPath, configFolder, ssh } = row;
  if (ssh === null) return { socketPath, configFolder, ssh: null };
  const { host, port, hostKey } = ssh;
  const user = account === 'configure' ? (ssh.configureUser ?? ssh.user) : ssh.user;
  const credential = await credentialOf(parts, row.id, ssh, account);
  return { socketPath, configFolder, ssh: { host, port, user, credential, confirmedHostKey: hostKey } };
}

async function credentialOf({ db, seal, agentSocket }: TargetParts, id: string, ssh: SshRow, account: Account): Promise<SshCredential> {
  if (ssh.auth === 'agent') {
    if (agentSocket === null) throw new HostError('sign_in_refused', 'the console runs beside no ssh agent');
    return { agentSocket };
  }
  const { key, configureKey } = await sealedKeysOf(db, id);
  const own = account === 'configure' && configureKey !== null ? seal.open(configureKey, keyRow(id, 'configure')) : null;
  const privateKey = own ?? (key === null ? null : seal.open(key, keyRow(id, 'ordinary')));
  if (privateKey === null) throw new HostError('sign_in_refused', 'its stored key cannot be opened by this console: give it anew');
  return { privateKey };
}
