import { type DrivenClock, drivenClock, type House, house, type Reply, signedIn, type Who } from '../../../../test/kit/house.ts';
import type { Route } from '../../../kernel/contract/route.ts';
import { sendReport } from '../contract/routes.ts';

export type { Reply };

/** A person of the cast at the console. */
export interface Person {
  readonly id: string;
  /** Input is sent as it is, also where the contract would refuse it. */
  call(route: Route, input?: Readonly<Record<string, unknown>>, headers?: Readonly<Record<string, string>>): Promise<Reply>;
}

/** The real console at work, with a clock that stands until a test moves it. */
export interface ServersConsole extends House {
  readonly clock: DrivenClock;
  person(who: Who): Person;
  report(token: string, body: string): Promise<Reply>;
}

export async function serversConsole(now = '2026-11-21T08:00:00Z'): Promise<ServersConsole> {
  const clock = drivenClock(now);
  const found = await house({ clock, isStarted: true });
  return {
    ...found,
    clock,
    person: (who) => personAt(found, clock, { who, since: Temporal.Instant.from(now) }),
    report: (token, body) => found.with({ authorization: `Bearer ${token}` }).call(sendReport, { body }),
  };
}

/** Signs in anew when the clock has moved: a session would be idle over the days of a test. */
function personAt(
  { app, ids, as }: House,
  clock: DrivenClock,
  { who, since }: { readonly who: Who; readonly since: Temporal.Instant },
): Person {
  let voice = as(who);
  let signedInAt = since;
  return {
    id: ids[who],
    async call(route, input = {}, headers = {}) {
      if (!clock.now().equals(signedInAt)) voice = await signedIn(app, who);
      signedInAt = clock.now();
      return voice.call(route, input, { headers });
    },
  };
}

/** The `id` of what a reply shows. */
export const idOf = ({ body }: Reply): string => String(Reflect.get(Object(body), 'id'));

/** The items of a list. */
export function itemsOf({ body }: Reply): readonly Readonly<Record<string, unknown>>[] {
  const items: unknown = Reflect.get(Object(body), 'items');
  return Array.isArray(items) ? items : [];
}
