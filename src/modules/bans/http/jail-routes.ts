import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import type { HostActions } from '../actions/hosts/actions.ts';
import * as contract from '../contract/jail-routes.ts';
import { presentJail, presentJailDetail } from './host-present.ts';

/** How long lasts what was set on the running fail2ban. */
const UNTIL_RELOAD = { lasts: 'until-reload' } as const;

/** The routes of jails. By the time they run, the host lies in the caller's scope. */
export const jailRoutes = (actions: HostActions): readonly Served[] => [
  serve(contract.listAllJails, async ({ cursor, limit, ...filter }, { scope }) => {
    const { items, nextCursor } = await actions.queries.jails(scope, filter, { cursor, limit });
    return { items: items.map(presentJail), nextCursor };
  }),
  serve(contract.listJails, async ({ id, source }) => ({
    items: orRefuse(await actions.readJails.list(id, source)).map(presentJail),
  })),
  serve(contract.getJail, async ({ id, jail, source }) => presentJailDetail(orRefuse(await actions.readJails.one(id, jail, source)))),
  serve(contract.steerJail, async (input, { actor }) => {
    const { jail, said } = orRefuse(await actions.steerJail(actor, input));
    return { jail: jail === null ? null : presentJail(jail), said };
  }),
  serve(contract.setJail, async (input, { actor }) => {
    orRefuse(await actions.setJail(actor, input));
    const read = orRefuse(await actions.readJails.one(input.id, input.jail, 'live'));
    return { ...presentJailDetail(read), ...UNTIL_RELOAD };
  }),
  serve(contract.ignoreAddress, async (input, { actor }) => ({
    ignored: [...orRefuse(await actions.ignore(actor, input))],
    ...UNTIL_RELOAD,
  })),
  serve(contract.unignoreAddress, async (input, { actor }) => ({
    ignored: [...orRefuse(await actions.unignore(actor, input))],
    ...UNTIL_RELOAD,
  })),
  serve(contract.getDrift, async ({ id }, { clock }) => ({
    items: orRefuse(await actions.drift(id)).map((each) => ({ ...each })),
    comparedAt: clock.now().toString(),
  })),
];
