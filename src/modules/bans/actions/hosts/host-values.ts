import type { AssetId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { isPrivateKey } from '../../devices/hosts/private-key.ts';
import type { Level, Transport } from '../../domain/host.ts';
import { hostOrAddress, isPlainPath, isSocketTooLong } from '../../domain/host-input.ts';
import type { HostValues, SshValues } from '../../store/hosts.ts';
import type { HostParts } from './parts.ts';
import { keyRow } from './target.ts';

/** How ssh is to be used, as a person said it. */
export interface SshInput {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly auth: 'key' | 'agent';
  readonly privateKey?: string | undefined;
  readonly configureUser: string | null;
  readonly configureKey?: string | undefined;
}

export interface ReachInput {
  readonly level: Level;
  readonly transport: Transport;
  readonly socketPath: string;
  readonly configFolder: string;
  readonly ssh: SshInput | null;
}

export type ValuesFault =
  | 'bans.host_bad_address'
  | 'bans.host_bad_path'
  | 'bans.host_socket_too_long'
  | 'bans.host_needs_ssh'
  | 'bans.host_has_no_ssh'
  | 'bans.host_needs_key'
  | 'bans.host_bad_key'
  | 'bans.host_no_agent';

type ValueParts = Pick<HostParts, 'seal' | 'agentSocket'>;

/** Checks how a host is to be reached, and seals its keys. `before`: what is stored; its keys stay only with the account they belong to. */
export function valuesOf(parts: ValueParts, id: AssetId, input: ReachInput, before: SshValues | null): Result<HostValues, ValuesFault> {
  const { level, transport, socketPath, configFolder } = input;
  for (const [path, field] of [
    [socketPath, 'socketPath'],
    [configFolder, 'configFolder'],
  ] as const) {
    if (!isPlainPath(path)) return refuse('bans.host_bad_path', { path: field });
  }
  if (isSocketTooLong(socketPath)) return refuse('bans.host_socket_too_long', { path: 'socketPath' });
  if (transport === 'local') {
    return input.ssh === null
      ? ok({ level, transport, socketPath, configFolder, ssh: null })
      : refuse('bans.host_has_no_ssh', { path: 'ssh' });
  }
  if (input.ssh === null) return refuse('bans.host_needs_ssh', { path: 'ssh' });
  const ssh = sshValues(parts, id, input.ssh, before);
  return ssh.ok ? ok({ level, transport, socketPath, configFolder, ssh: ssh.value }) : ssh;
}

function sshValues(parts: ValueParts, id: AssetId, input: SshInput, before: SshValues | null): Result<SshValues, ValuesFault> {
  const host = hostOrAddress(input.host);
  if (host === null) return refuse('bans.host_bad_address', { path: 'ssh.host' });
  if (input.auth === 'agent' && parts.agentSocket === null) return refuse('bans.host_no_agent', { path: 'ssh.auth' });
  const { port, user, auth, configureUser } = input;
  const isSameHost = before !== null && before.host === host && before.port === port;
  const isSameUser = isSameHost && before.user === user;
  const key = sealed(parts, id, input, isSameUser ? before.sealedKey : null);
  if (!key.ok) return key;
  const configureKey = configureKeyOf(
    parts,
    id,
    input,
    isSameHost && before.configureUser === configureUser ? before.sealedConfigureKey : null,
  );
  if (!configureKey.ok) return configureKey;
  return ok({
    ...{ host, port, user, auth, configureUser, sealedKey: key.value, sealedConfigureKey: configureKey.value },
    // A key that was confirmed belongs to the very address that showed it.
    hostKey: isSameHost ? before.hostKey : null,
    hostKeyConfirmedBy: isSameHost ? before.hostKeyConfirmedBy : null,
    hostKeySeen: isSameHost ? before.hostKeySeen : null,
  });
}

function sealed(
  { seal }: ValueParts,
  id: AssetId,
  { auth, privateKey }: SshInput,
  kept: Uint8Array | null,
): Result<Uint8Array | null, 'bans.host_bad_key' | 'bans.host_needs_key'> {
  if (auth === 'agent') return ok(null);
  if (privateKey === undefined) return kept === null ? refuse('bans.host_needs_key', { path: 'ssh.privateKey' }) : ok(kept);
  if (!isPrivateKey(privateKey)) return refuse('bans.host_bad_key', { path: 'ssh.privateKey' });
  return ok(seal.seal(Buffer.from(privateKey), keyRow(id, 'ordinary')));
}

function configureKeyOf(
  { seal }: ValueParts,
  id: AssetId,
  { auth, configureKey }: SshInput,
  kept: Uint8Array | null,
): Result<Uint8Array | null, 'bans.host_bad_key'> {
  if (auth === 'agent') return ok(null);
  if (configureKey === undefined) return ok(kept);
  if (!isPrivateKey(configureKey)) return refuse('bans.host_bad_key', { path: 'ssh.configureKey' });
  return ok(seal.seal(Buffer.from(configureKey), keyRow(id, 'configure')));
}

/** What the audit may know: of keys only that they are there, and which one by nothing at all. */
export const auditedValues = ({ level, transport, socketPath, configFolder, ssh }: HostValues) => ({
  ...{ level, transport, socketPath, configFolder },
  ssh:
    ssh === null
      ? null
      : {
          ...{ host: ssh.host, port: ssh.port, user: ssh.user, auth: ssh.auth, configureUser: ssh.configureUser },
          ...{ hasKey: ssh.sealedKey !== null, hasConfigureKey: ssh.sealedConfigureKey !== null, hostKey: ssh.hostKey },
        },
});
