import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import type { Actions } from '../actions/actions.ts';
import * as contract from '../contract/legacy-routes.ts';

/** The account that players of the old contract share. */
export const legacyRoutes = ({ shared }: Actions): readonly Served[] => [
  serve(contract.getSharedAccount, async () => {
    const { issuedAt, ...account } = await shared.get();
    return { ...account, issuedAt: toWire(issuedAt) };
  }),
  serve(contract.renewSharedAccount, async (_input, { actor }) => orRefuse(await shared.renew(actor))),
];
