import { hostname } from 'node:os';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { type AssetId, newId, type SiteId, type UserId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { parseAddress } from '../../domain/address.ts';
import { type HostValues, insertHost } from '../../store/hosts.ts';
import { auditedValues, type ReachInput, type ValuesFault, valuesOf } from './host-values.ts';
import { auditHost, type HostParts, publishHost } from './parts.ts';
import { settleHost } from './settle.ts';

export interface AddHost extends ReachInput {
  readonly name: string;
  readonly siteId?: string | undefined;
  readonly ownerUserId?: string | undefined;
  readonly tags: readonly string[];
}

export type RecordFault = ValuesFault | 'bans.host_name_taken';
type Answer = Result<AssetId, RecordFault | 'bans.unknown_site' | 'bans.unknown_owner'>;

/** Adds a host. Its creator owns it unless another owner is named. Nothing is sent to it here: the watch looks at it next. */
export function createAddHost(parts: HostParts) {
  return (by: Actor, input: AddHost): Promise<Answer> => parts.transact<Answer>(by, (work) => addHost(work, parts, input));
}

async function addHost(work: Work, parts: HostParts, input: AddHost): Promise<Answer> {
  const site = await parts.assets.site(work.tx, (input.siteId ?? null) as SiteId | null);
  if (site === null) return refuse('bans.unknown_site', { path: 'siteId' });
  const id = newId<'asset'>(work.now);
  const values = valuesOf(parts, id, input, null);
  if (!values.ok) return values;
  const added = await addAsset(work, parts, id, input, { siteId: site.id, values: values.value });
  if (!added.ok) return added;
  await insertHost(work.tx, id, site.id, values.value);
  const after = { name: input.name, tags: input.tags, ...auditedValues(values.value) };
  await auditHost(work, 'bans.host_added', { id, name: input.name, siteId: site.id }, { after });
  publishHost(work, { id, siteId: site.id }, 'added');
  await settleHost(work, parts, id);
  return ok(id);
}

async function addAsset(
  work: Work,
  { assets }: HostParts,
  id: AssetId,
  { name, tags, ownerUserId }: AddHost,
  { siteId, values }: { readonly siteId: SiteId; readonly values: HostValues },
): Promise<Result<null, 'bans.host_name_taken' | 'bans.host_bad_address' | 'bans.unknown_owner'>> {
  const creator = ownerUserId === undefined && work.by.kind === 'person' ? work.by.userId : null;
  const asset = { id, module: 'bans', kind: 'fail2ban', name, siteId, tags, ...machineHints(values) };
  const added = await assets.add(work, asset, creator);
  if (!added.ok) return assetFault(added.code);
  if (ownerUserId === undefined) return ok(null);
  const owned = await assets.setResponsible(work, id, { userId: ownerUserId as UserId }, 'owner');
  return owned.ok ? ok(null) : refuse('bans.unknown_owner', { path: 'ownerUserId' });
}

/** What suggests that the host runs on the same machine as other assets. */
export function machineHints({ ssh }: Pick<HostValues, 'ssh'>): { readonly hostName: string | null; readonly address: string | null } {
  if (ssh === null) return { hostName: hostname(), address: null };
  const address = parseAddress(ssh.host);
  return { hostName: address === null ? ssh.host : null, address };
}

/** The kernel's refusal in the words of a host's form. */
export const assetFault = (code: 'assets.name_taken' | 'assets.bad_address') =>
  code === 'assets.name_taken' ? refuse('bans.host_name_taken', { path: 'name' }) : refuse('bans.host_bad_address', { path: 'ssh.host' });
