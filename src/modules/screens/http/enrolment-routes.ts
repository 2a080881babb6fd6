import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import type { Actions } from '../actions/actions.ts';
import * as contract from '../contract/enrolment-routes.ts';
import { presentCode, presentHeld } from './present.ts';
import { screenOf } from './screen-routes.ts';
import { siteOf } from './site.ts';

/** Enrolment: codes and decisions for people, and the way in for players. */
export const enrolmentRoutes = (actions: Actions): readonly Served[] => [
  serve(contract.listEnrolmentCodes, async (_input, { scope }) => ({ items: (await actions.codes.list(scope)).map(presentCode) })),
  serve(contract.makeEnrolmentCode, async ({ screenId, minutes }, { person, scope }) => {
    const { code, ...row } = orRefuse(await actions.codes.make(person, scope, { siteId: siteOf(scope), screenId, minutes }));
    return { ...presentCode(row), code };
  }),
  serve(contract.revokeEnrolmentCode, async ({ id }, { person, scope }) => orRefuse(await actions.codes.revoke(person, scope, id))),
  serve(contract.enrolScreen, async (input, { actor }) => orRefuse(await actions.enrol(actor.origin, input))),
  serve(contract.listHeldEnrolments, async (_input, { scope }) => ({ items: (await actions.held.list(scope)).map(presentHeld) })),
  serve(contract.decideHeldEnrolment, async ({ id, decision }, { person, scope }) =>
    orRefuse(await actions.held.decide(person, scope, { id, isAccepted: decision === 'accept' })),
  ),
  serve(contract.revokeAccount, async ({ id }, { person, scope }) => {
    orRefuse(await actions.held.revokeAccount(person, scope, id));
    return screenOf(actions, scope, id);
  }),
];
