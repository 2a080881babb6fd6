import { differences } from '../../../../kernel/audit/differences.ts';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { Level, Transport } from '../../domain/host.ts';
import { dropKeys, type HostRow, type HostValues, saveHost, sealedKeysOf } from '../../store/hosts.ts';
import { assetFault, machineHints, type RecordFault } from './add-host.ts';
import { auditedValues, type ReachInput, type SshInput, valuesOf } from './host-values.ts';
import { auditHost, type HostParts, publishHost, subjectOf } from './parts.ts';
import { settleHost } from './settle.ts';
import { onHost } from './subject.ts';

/** Absent fields stay as they are. */
export interface EditHost {
  readonly id: string;
  readonly name?: string | undefined;
  readonly level?: Level | undefined;
  readonly transport?: Transport | undefined;
  readonly socketPath?: string | undefined;
  readonly configFolder?: string | undefined;
  readonly ssh?: SshInput | null | undefined;
  readonly tags?: readonly string[] | undefined;
  /** The version that the caller saw; null: whatever is there. */
  readonly version: number | null;
}

type EditAnswer = Result<AssetId, RecordFault | 'bans.unknown_host' | 'kernel.version_conflict'>;

/** Changes how a host is reached. Another ssh host or user drops the keys that were stored; another address the confirmed fingerprint. */
export function createEditHost(parts: HostParts) {
  return (by: Actor, input: EditHost): Promise<EditAnswer> =>
    onHost<EditAnswer>(parts, by, input.id, (work, host) => editHost(work, parts, host, input));
}

async function editHost(work: Work, parts: HostParts, host: HostRow, input: EditHost): Promise<EditAnswer> {
  if (input.version !== null && input.version !== host.version) return refuse('kernel.version_conflict', { version: host.version });
  const before = await storedValues(work, host);
  const checked = valuesOf(parts, host.id, reachAfter(before, input), before.ssh);
  if (!checked.ok) return checked;
  const { name = host.name, tags = host.tags } = input;
  const isNewKey = input.ssh?.privateKey !== undefined || input.ssh?.configureKey !== undefined;
  const changed = differences(
    { name: host.name, tags: host.tags, ...auditedValues(before) },
    { name, tags, ...auditedValues(checked.value), ...(isNewKey ? { keysReplaced: true } : {}) },
  );
  if (changed === null) return ok(host.id);
  const asset = await parts.assets.change(work, host.id, { name, tags, ...machineHints(checked.value) });
  if (!asset.ok) return assetFault(asset.code);
  await saveHost(work.tx, host.id, checked.value);
  await auditHost(work, 'bans.host_edited', { ...subjectOf(host), name }, changed);
  publishHost(work, subjectOf(host), 'edited');
  await settleHost(work, parts, host.id);
  return ok(host.id);
}

async function storedValues(work: Work, { id, level, transport, socketPath, configFolder, ssh }: HostRow): Promise<HostValues> {
  const { key, configureKey } = await sealedKeysOf(work.tx, id);
  return {
    ...{ level, transport, socketPath, configFolder },
    ssh:
      ssh === null
        ? null
        : {
            ...{ host: ssh.host, port: ssh.port, user: ssh.user, auth: ssh.auth, configureUser: ssh.configureUser },
            ...{ sealedKey: key, sealedConfigureKey: configureKey, hostKey: ssh.hostKey },
            ...{ hostKeyConfirmedBy: ssh.hostKeyConfirmedBy?.id ?? null, hostKeySeen: ssh.hostKeySeen },
          },
  };
}

/** What was stored, as if a person had said it again, with what they say now. */
function reachAfter(before: HostValues, { level, transport, socketPath, configFolder, ssh }: EditHost): ReachInput {
  const after = transport ?? before.transport;
  const keptSsh = after === 'local' ? null : saidAgain(before.ssh);
  return {
    level: level ?? before.level,
    transport: after,
    socketPath: socketPath ?? before.socketPath,
    configFolder: configFolder ?? before.configFolder,
    ssh: ssh === undefined ? keptSsh : ssh,
  };
}

function saidAgain(ssh: HostValues['ssh']): SshInput | null {
  if (ssh === null) return null;
  const { host, port, user, auth, configureUser } = ssh;
  return { host, port, user, auth, configureUser };
}

type ArchiveAnswer = Result<null, 'bans.unknown_host'>;

/** Takes a host off lists and Today, and its keys with it. What was archived of it stays. */
export function createArchiveHost(parts: HostParts) {
  return async (by: Actor, id: string): Promise<ArchiveAnswer> => {
    const archived = await onHost<ArchiveAnswer>(parts, by, id, async (work, host) => {
      await dropKeys(work.tx, host.id);
      await parts.assets.archive(work, host.id);
      await auditHost(work, 'bans.host_archived', subjectOf(host), { before: { name: host.name } });
      publishHost(work, subjectOf(host), 'archived');
      return ok(null);
    });
    if (archived.ok) await parts.reach.forget(id);
    return archived;
  };
}
