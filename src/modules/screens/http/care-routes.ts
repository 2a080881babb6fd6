import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Actions } from '../actions/actions.ts';
import * as contract from '../contract/care-routes.ts';
import { presentMaintenance } from './present.ts';

/** The routes of who answers for a screen, and of its maintenance. */
export const careRoutes = ({ people, maintenance }: Actions): readonly Served[] => [
  serve(contract.addScreenPerson, async (input, { actor, scope }) => ({
    responsibles: orRefuse(await people.add(actor, scope, input)).map((each) => ({ ...each })),
  })),
  serve(contract.removeScreenPerson, async (input, { actor, scope }) => orRefuse(await people.remove(actor, scope, input))),
  serve(contract.startScreenMaintenance, async (input, { actor, scope }) =>
    presentMaintenance(orRefuse(await maintenance.start(actor, scope, input))),
  ),
  serve(contract.endScreenMaintenance, async ({ id }, { actor, scope }) => orRefuse(await maintenance.end(actor, scope, id))),
];
