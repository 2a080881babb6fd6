import { createHash, randomBytes } from 'node:crypto';
import { MASKED } from '../../../kernel/audit/write.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { ok, type Result } from '../../../shared/result.ts';
import { forgetMachine } from '../store/reports.ts';
import type { ServerRow } from '../store/server-rows.ts';
import { insertToken, revokeToken } from '../store/tokens.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { settle } from './settle.ts';
import { onServer, subjectOf } from './subject.ts';

export const REPORT_TOKEN_PREFIX = 'ctr_';
const HINT_LENGTH = 10;

export interface MakeReportToken {
  readonly id: string;
  readonly addressRanges: readonly string[] | null;
  /** The next report binds its machine anew. */
  readonly forgetMachine: boolean;
}

/** The token's text is told this once; only its SHA-256 is stored. */
export interface MadeReportToken {
  readonly token: string;
  readonly hint: string;
  readonly reportUrl: string;
}

type MakeAnswer = Result<MadeReportToken, 'servers.unknown'>;

/** Makes the server's report token and ends the one before. */
export function createMakeReportToken(parts: Parts) {
  return (by: Actor, input: MakeReportToken): Promise<MakeAnswer> =>
    onServer<MakeAnswer>(parts, by, input.id, async (work, server) => {
      const made = await issueReportToken(work, parts, server, input);
      await settle(work, parts, server.id);
      return ok(made);
    });
}

/** A new token for a locked server; the one before ends. */
export async function issueReportToken(
  work: Work,
  { publicUrl }: Pick<Parts, 'publicUrl'>,
  server: ServerRow,
  { addressRanges, forgetMachine: forgets }: Omit<MakeReportToken, 'id'>,
): Promise<MadeReportToken> {
  const token = `${REPORT_TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
  const hint = token.slice(0, HINT_LENGTH);
  const replaced = await revokeToken(work.tx, server.id, work.now);
  const createdBy = work.by.kind === 'person' ? work.by.userId : null;
  await insertToken(work.tx, server.id, { tokenHash: hashOfToken(token), hint, addressRanges, createdBy }, work.now);
  if (forgets) await forgetMachine(work.tx, server.id);
  await auditServer(work, 'servers.report_token_made', subjectOf(server), {
    before: { hint: replaced },
    after: { hint, token: MASKED, addressRanges, forgetMachine: forgets },
  });
  publishChange(work, subjectOf(server), 'report_token');
  return { token, hint, reportUrl: `${publicUrl}/api/servers/report` };
}

type RevokeAnswer = Result<null, 'servers.unknown'>;

/** Ends the server's report token; without one, nothing happens. */
export function createRevokeReportToken(parts: Parts) {
  return (by: Actor, id: string): Promise<RevokeAnswer> =>
    onServer<RevokeAnswer>(parts, by, id, async (work, server) => {
      const hint = await revokeToken(work.tx, server.id, work.now);
      if (hint === null) return ok(null);
      await auditServer(work, 'servers.report_token_revoked', subjectOf(server), { before: { hint } });
      publishChange(work, subjectOf(server), 'report_token');
      return ok(null);
    });
}

const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');
