import { cancelErrand, getErrand, listErrands } from '../contract/routes/errands.ts';
import type { Db } from '../db/database.ts';
import { orRefuse, Refusal, type Served, serve } from '../http/serve.ts';
import type { Cancel } from './cancel.ts';
import { findSeen, listSeen } from './queries.ts';
import type { Sight } from './sight.ts';

interface ErrandRouteParts {
  readonly db: Db;
  readonly sight: Sight;
  readonly cancel: Cancel;
}

export const errandRoutes = ({ db, sight, cancel }: ErrandRouteParts): readonly Served[] => [
  serve(listErrands, (input, { person, scope }) => listSeen(db, sight, { person, scope }, input)),
  serve(getErrand, async ({ id }, { person, scope }) => {
    const errand = await findSeen(db, sight, { person, scope }, id);
    if (errand === null) throw new Refusal('errands.unknown');
    return errand;
  }),
  serve(cancelErrand, async ({ id }, { person, scope }) => orRefuse(await cancel(person, scope, id))),
];
