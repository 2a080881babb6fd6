import { newId } from '../../shared/ids.ts';
import type { Actor } from '../auth/actor.ts';
import type { Tx } from '../db/database.ts';
import './tables.ts';

/** One change, in the words of the audit page. `before` and `after` hold only what changed, secrets masked. */
export interface AuditEntry {
  /** `servers.marked_updated` */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly name: string };
  readonly siteId: string | null;
  readonly before?: Readonly<Record<string, unknown>> | null;
  readonly after?: Readonly<Record<string, unknown>> | null;
}

/** Shown in place of a secret that changed. */
export const MASKED = '••••••';

/** An address to call, as far as everybody may know it: what follows its origin often is the secret. */
export function maskedUrl(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address === '' ? '' : MASKED;
  return `${url.pathname}${url.search}${url.hash}` === '/' ? url.origin : `${url.origin}/${MASKED}`;
}

/** The same of an address that takes another one's place: the two may look alike. */
export const maskedNewUrl = (address: string): string => `${maskedUrl(address)} (new)`;

export async function writeAudit(tx: Tx, by: Actor, now: Temporal.Instant, entry: AuditEntry): Promise<void> {
  await tx
    .insertInto('kernel.audit')
    .values({
      id: newId(now),
      at: now,
      actor_kind: by.kind,
      user_id: by.kind === 'person' ? by.userId : null,
      actor_name: actorName(by),
      api_token_id: by.kind === 'person' ? by.apiTokenId : null,
      address: by.origin.address,
      request_id: by.origin.requestId,
      action: entry.action,
      subject_kind: entry.subject.kind,
      subject_id: entry.subject.id,
      subject_name: entry.subject.name,
      site_id: entry.siteId,
      before: toJson(entry.before),
      after: toJson(entry.after),
    })
    .execute();
}

const toJson = (value: Readonly<Record<string, unknown>> | null | undefined): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value);

function actorName(by: Actor): string {
  switch (by.kind) {
    case 'person':
      return by.username;
    case 'device':
      return by.permission;
    case 'system':
      return by.name;
    case 'stranger':
      return 'stranger';
  }
}
