import { type Call, orRefuse, Refusal, type Served, serve } from '../../../kernel/http/serve.ts';
import type { HostActions } from '../actions/hosts/actions.ts';
import * as contract from '../contract/host-routes.ts';
import type { HostDetail } from '../contract/host-shapes.ts';
import { presentHost, presentHostDetail, presentMaintenance } from './host-present.ts';

/** The routes of hosts. */
export const hostRoutes = (actions: HostActions): readonly Served[] => [
  serve(contract.listHosts, async ({ sort, cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = await actions.queries.list(scope, filter, sort, { cursor, limit });
    return { items: items.map(presentHost), nextCursor };
  }),
  serve(contract.getHost, async ({ id }, call) => detailOf(actions, call, id)),
  serve(contract.addHost, async (input, { actor, scope }) => {
    const siteId = scope[0]?.siteId ?? undefined;
    const id = orRefuse(await actions.addHost(actor, { ...input, siteId }));
    return presentHost(known(await actions.queries.find(scope, id)));
  }),
  serve(contract.editHost, async (input, call) => {
    const id = orRefuse(await actions.editHost(call.actor, { ...input, version: call.ifMatch }));
    return detailOf(actions, call, id);
  }),
  serve(contract.archiveHost, async ({ id }, { actor }) => orRefuse(await actions.archiveHost(actor, id))),
  serve(contract.contactHost, async ({ id }, { actor }) => {
    const { steps, ...report } = orRefuse(await actions.contactHost(actor, id));
    return { ...report, steps: steps.map((step) => ({ ...step })) };
  }),
  serve(contract.confirmHostKey, async (input, call) => detailOf(actions, call, orRefuse(await actions.confirmHostKey(call.actor, input)))),
  serve(contract.addHostPerson, async (input, { actor }) => ({
    responsibles: orRefuse(await actions.addPerson(actor, input)).map((each) => ({ ...each })),
  })),
  serve(contract.removeHostPerson, async (input, { actor }) => orRefuse(await actions.removePerson(actor, input))),
  serve(contract.startHostMaintenance, async (input, { actor }) =>
    presentMaintenance(orRefuse(await actions.startMaintenance(actor, input))),
  ),
  serve(contract.endHostMaintenance, async ({ id }, { actor }) => orRefuse(await actions.endMaintenance(actor, id))),
  serve(contract.reloadHost, async ({ id }, { actor }) => {
    const { lostJails, newJails, said } = orRefuse(await actions.reloadHost(actor, id));
    return { lostJails: [...lostJails], newJails: [...newJails], said };
  }),
];

async function detailOf({ queries }: HostActions, { person, scope }: Call, id: string): Promise<HostDetail> {
  return presentHostDetail(known(await queries.detail(person, scope, id)));
}

function known<T>(found: T | null): T {
  if (found === null) throw new Refusal('bans.unknown_host');
  return found;
}
