import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import type { SiteId } from '../../../shared/ids.ts';
import type { createEnrol } from '../actions/enrol.ts';
import type { createEnrolmentTokens, EnrolmentTokenRow } from '../actions/enrolment-tokens.ts';
import type * as wire from '../contract/enrolment-routes.ts';
import * as contract from '../contract/enrolment-routes.ts';
import { siteOf } from './site.ts';

interface EnrolmentActions {
  readonly tokens: ReturnType<typeof createEnrolmentTokens>;
  readonly enrol: ReturnType<typeof createEnrol>;
}

/** Enrolment: its tokens for people, and the way in for machines. */
export const enrolmentRoutes = ({ tokens, enrol }: EnrolmentActions): readonly Served[] => [
  serve(contract.listEnrolmentTokens, async (_input, { scope }) => ({ items: (await tokens.list(scope)).map(presentToken) })),
  serve(contract.makeEnrolmentToken, async (input, { person, scope }) => {
    const { token, ...row } = orRefuse(await tokens.make(person, { ...input, siteId: siteOf(scope) as SiteId }));
    return { ...presentToken(row), token };
  }),
  serve(contract.revokeEnrolmentToken, async ({ id }, { person, scope }) => orRefuse(await tokens.revoke(person, scope, id))),
  serve(contract.enrolServer, async (input, { actor }) => {
    const { id, name, token, reportUrl } = orRefuse(await enrol(actor.origin, input));
    return { id, name, reportToken: token, reportUrl };
  }),
];

const presentToken = (row: EnrolmentTokenRow): wire.EnrolmentToken => ({
  id: row.id,
  name: row.name,
  hint: row.hint,
  site: row.site,
  schedule: row.schedule,
  uses: row.uses,
  mostUses: row.mostUses,
  createdAt: row.createdAt.toString(),
  expiresAt: row.expiresAt.toString(),
  by: row.maker.username,
});
