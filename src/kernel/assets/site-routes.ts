import type { z } from 'zod';
import * as contract from '../contract/routes/sites.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import { orRefuse, type Served, serve } from '../http/serve.ts';
import { addSite, archiveSite, editSite, listSites, type SiteRow } from './sites.ts';

export interface SiteRouteParts {
  readonly db: Db;
  readonly transact: Transact;
  /** Zone of new sites that name none (IANA). */
  readonly timeZone: string;
}

export const siteRoutes = ({ db, transact, timeZone }: SiteRouteParts): readonly Served[] => [
  serve(contract.listSites, async (_input, { scope }) => ({ items: (await listSites(db, scope)).map(present) })),
  serve(contract.addSite, async (input, { actor }) =>
    present(orRefuse(await transact(actor, (work) => addSite(work, { ...input, timeZone: input.timeZone ?? timeZone })))),
  ),
  serve(contract.editSite, async ({ id, ...changes }, { actor, ifMatch }) =>
    present(orRefuse(await transact(actor, (work) => editSite(work, id, changes, ifMatch)))),
  ),
  serve(contract.archiveSite, async ({ id }, { actor }) => orRefuse(await transact(actor, (work) => archiveSite(work, id)))),
];

const present = (site: SiteRow): z.input<typeof contract.Site> => ({ ...site });
