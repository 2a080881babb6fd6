import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { SiteId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { beginApplying, findImport, type ImportRow, setImportErrand } from '../../store/blocklist-imports.ts';
import { planPlacing } from '../../store/blocklist-schedule.ts';
import { lockBlocklist } from '../../store/blocklists.ts';
import { auditList, type ListParts, type ListSubject, publishList } from './parts.ts';

type ApplyFault = 'bans.unknown_blocklist' | 'bans.unknown_import' | 'bans.import_not_open' | 'bans.held';

/** Applies what an import has reported, or goes on with one that was stopped. The hosts follow at once, in the background; the import tells how far they are. */
export function createApplyImport(parts: ListParts) {
  const { transact, held } = parts;
  return async (
    by: Actor,
    scope: Scope,
    ids: { readonly id: string; readonly importId: string },
  ): Promise<Result<ImportRow, ApplyFault>> => {
    if ((await held.since()) !== null) return refuse('bans.held');
    return transact<Result<ImportRow, ApplyFault>>(by, async (work) => {
      const list = await lockBlocklist(work.tx, scope, ids.id);
      if (list === null) return refuse('bans.unknown_blocklist');
      const found = await findImport(work.tx, list.id, ids.importId);
      if (found === null) return refuse('bans.unknown_import');
      // Asked twice, it is the same application.
      if (found.state === 'applying' || found.state === 'applied') return ok(found);
      const begun = await startApplying(work, parts, { id: list.id, name: list.name, siteId: list.site.id }, ids.importId);
      if (!begun) return refuse('bans.import_not_open');
      return ok((await findImport(work.tx, list.id, ids.importId)) ?? found);
    });
  };
}

/** False: the import is not open. The blocklist must be locked. */
export async function startApplying(
  work: Work,
  { errands }: Pick<ListParts, 'errands'>,
  subject: ListSubject,
  importId: string,
): Promise<boolean> {
  if (!(await beginApplying(work.tx, subject.id, importId))) return false;
  const errandId = await errands.begin(work, {
    ...{ module: 'bans', kind: 'blocklist-import', title: { key: 'blocklistImport', params: { list: subject.name } } },
    ...{ siteId: subject.siteId as SiteId, permission: 'bans:read', cancelPermission: 'bans:lists', total: null },
    page: `/bans/blocklists/${subject.id}`,
  });
  await setImportErrand(work.tx, importId, errandId);
  await planPlacing(work.tx, subject.id, work.now);
  await auditList(work, 'bans.blocklist_applied', subject, { after: { importId } });
  publishList(work, subject);
  return true;
}
