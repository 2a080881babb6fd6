import type { Scope } from '../../../../kernel/contract/access.ts';
import { orRefuse, Refusal, type Served, serve } from '../../../../kernel/http/serve.ts';
import type { Clock } from '../../../../shared/time.ts';
import type { Actions } from '../../actions/actions.ts';
import * as contract from '../../contract/content-routes.ts';
import { presentContent, presentEvent, presentHappening, presentShowing } from './present.ts';

/** The routes of what screens show, and when. */
export const eventRoutes = (actions: Actions): readonly Served[] => [
  serve(contract.listNow, async (_input, { scope }) => ({ items: (await actions.calendar.now(scope)).map(presentShowing) })),
  serve(contract.listEvents, async ({ to, ...filter }, { scope, clock }) => {
    const { items, isCut } = await actions.calendar.list(scope, { ...filter, until: to });
    return { items: items.map((event) => presentEvent(event, clock.now())), isCut };
  }),
  serve(contract.listOccurrences, async ({ to, ...filter }, { scope }) => {
    const { items, isCut } = orRefuse(await actions.calendar.occurrences(scope, { ...filter, until: to }));
    return { items: items.map(presentHappening), isCut };
  }),
  serve(contract.previewEvent, async ({ start, end, timeZone, rule = null, until = null }) => ({
    items: orRefuse(actions.calendar.preview({ starts: start, ends: end, timeZone, rule: rule || null, until })).map((one) => ({
      ...{ start: one.start.toString(), end: one.end.toString() },
    })),
  })),
  serve(contract.getEvent, async ({ id }, { scope, clock }) => eventOf(actions, scope, id, clock)),
  serve(contract.addEvent, async ({ start, end, siteId: _site, ...input }, { actor, scope, clock }) => {
    const id = orRefuse(await actions.events.add(actor, scope, { ...input, starts: start, ends: end }));
    return eventOf(actions, scope, id, clock);
  }),
  serve(contract.editEvent, async ({ start, end, ...input }, { actor, scope, ifMatch, clock }) => {
    const id = orRefuse(await actions.events.edit(actor, scope, { ...input, starts: start, ends: end, version: ifMatch }));
    return eventOf(actions, scope, id, clock);
  }),
  serve(contract.deleteEvent, async ({ id }, { actor, scope }) => orRefuse(await actions.events.remove(actor, scope, id))),
  serve(contract.skipOccurrence, async (input, { actor, scope, clock }) =>
    eventOf(actions, scope, orRefuse(await actions.events.skip(actor, scope, input)), clock),
  ),
  serve(contract.getDefaultContent, async ({ id }, { scope }) => {
    const content = orRefuse(await actions.defaults.of(scope, id));
    return { groupId: id, content: content === null ? null : presentContent(content) };
  }),
  serve(contract.setDefaultContent, async (input, { actor, scope }) => {
    const content = orRefuse(await actions.defaults.set(actor, scope, input));
    return { groupId: input.id, content: content === null ? null : presentContent(content) };
  }),
];

async function eventOf({ events }: Actions, scope: Scope, id: string, clock: Clock) {
  const found = await events.find(scope, id);
  if (found === null) throw new Refusal('screens.unknown_event');
  return presentEvent(found, clock.now());
}
