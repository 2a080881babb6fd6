import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { saveHostKeyConfirmed } from '../../store/host-state.ts';
import { auditHost, type HostParts, publishHost, subjectOf } from './parts.ts';
import { settleHost } from './settle.ts';
import { onHost } from './subject.ts';

type Answer = Result<AssetId, 'bans.unknown_host' | 'bans.host_has_no_ssh' | 'bans.host_key_not_shown'>;

/** A person says that the fingerprint which the host has shown is its own. Another one than the shown one is refused: it was not compared. */
export function createConfirmHostKey(parts: HostParts) {
  return (by: Actor, { id, fingerprint }: { readonly id: string; readonly fingerprint: string }): Promise<Answer> =>
    onHost<Answer>(parts, by, id, async (work, host) => {
      if (host.ssh === null) return refuse('bans.host_has_no_ssh');
      if (host.ssh.hostKeySeen !== fingerprint) return refuse('bans.host_key_not_shown', { path: 'fingerprint' });
      if (host.ssh.hostKey === fingerprint) return ok(host.id);
      await saveHostKeyConfirmed(work.tx, host.id, fingerprint, by.kind === 'person' ? by.userId : null);
      await auditHost(work, 'bans.host_key_confirmed', subjectOf(host), {
        before: { hostKey: host.ssh.hostKey },
        after: { hostKey: fingerprint },
      });
      publishHost(work, subjectOf(host), 'key');
      await settleHost(work, parts, host.id);
      return ok(host.id);
    });
}
