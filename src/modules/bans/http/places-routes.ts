import { type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import type { PlacesRoom, PlacesStates } from '../actions/archive/places-room.ts';
import { getPlaces } from '../contract/stats-routes.ts';

/** Whether places of addresses are known, and from what. */
export const placesRoutes = (room: Pick<PlacesRoom, 'states'>): readonly Served[] => [
  serve(getPlaces, async () => {
    const { files, web, rewriting } = await room.states();
    return {
      country: presentFile(files?.country),
      asn: presentFile(files?.asn),
      web,
      rewriting: rewriting === null ? null : { since: rewriting.since.toString(), untilBansOf: rewriting.next.toString() },
    };
  }),
];

type FileState = NonNullable<PlacesStates['files']>['country'];

const presentFile = (file: FileState | undefined) =>
  file === undefined ? { state: 'loading' as const, code: null, kind: null, builtAt: null } : { ...file, builtAt: toWire(file.builtAt) };
