import type { Approval } from '../../contract/plan-shapes.ts';
import { bothClocks } from './clocks.ts';
import type { Reader } from './reader.ts';

/** What is asked of a second person, by whom; `zone` is the server's, null where it is not known. */
export const approvalText = ({ kind, askedBy, server, at }: Approval, zone: string | null, reader: Reader): string =>
  reader.t(`approvals.asks.${kind}`, {
    by: askedBy ?? reader.t('history.somebody'),
    server: server.name,
    at: bothClocks(Temporal.Instant.from(at), zone, reader),
  });

/** A refusal that is none: what was wanted was confirmed, and now waits for somebody else. Null for every other one. */
export function askedText(
  { code, params }: { readonly code: string; readonly params: Readonly<Record<string, unknown>> },
  server: string,
  reader: Reader,
): string | null {
  const { expiresAt } = params;
  if (code !== 'servers.second_person_needed' || typeof expiresAt !== 'string') return null;
  return reader.t('approvals.asked', { server, until: bothClocks(Temporal.Instant.from(expiresAt), null, reader) });
}
