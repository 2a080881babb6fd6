import { differences } from '../../../../kernel/audit/differences.ts';
import type { Actor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import { type Content, mediaOf } from '../../domain/content/content.ts';
import { saveUses } from '../../store/content/media.ts';
import { defaultOf, saveDefault } from '../../store/content/programmes.ts';
import { findGroup, lockGroup } from '../../store/groups.ts';
import type { Parts } from '../parts.ts';
import { missingMedia, safeContent } from './content.ts';
import { planChanged } from './events.ts';
import { websiteFault } from './websites.ts';

export interface SetDefault {
  readonly id: string;
  readonly content: Content | null;
}

type SetAnswer = Result<
  Content | null,
  'screens.unknown_group' | 'screens.unknown_media' | 'screens.empty_message' | 'screens.website_not_allowed'
>;

/** What groups show where nothing is planned. */
export const createDefaults = (parts: Parts) => ({
  async of(scope: Scope, id: string): Promise<Result<Content | null, 'screens.unknown_group'>> {
    if ((await findGroup(parts.db, scope, id)) === null) return refuse('screens.unknown_group');
    return ok((await defaultOf(parts.db, id))?.content ?? null);
  },
  async set(by: Actor, scope: Scope, { id, content }: SetDefault): Promise<SetAnswer> {
    const safe = content === null ? ok(null) : await safeContent(content);
    return safe.ok ? parts.transact(by, (work) => set(work, parts, scope, { id, content: safe.value })) : safe;
  },
});

async function set(work: Work, { settings }: Parts, scope: Scope, { id, content }: SetDefault): Promise<SetAnswer> {
  const group = await lockGroup(work.tx, scope, id);
  if (group === null) return refuse('screens.unknown_group');
  const fault =
    content === null ? null : ((await missingMedia(work.tx, content, group.site.id)) ?? (await websiteFault(settings, work.tx, content)));
  if (fault !== null) return fault;
  const before = (await defaultOf(work.tx, group.id))?.content ?? null;
  const changed = differences({ content: before }, { content });
  if (changed === null) return ok(content);
  await saveDefault(work.tx, group.id, content);
  // Without content its uses are gone with the row.
  if (content !== null) await saveUses(work.tx, { groupId: group.id }, mediaOf(content));
  const subject = { kind: 'screen-group', id: group.id, name: group.name };
  await work.audit({ action: 'screens.default_content_set', subject, siteId: group.site.id, ...changed });
  await planChanged(work, group.site.id, [group.id]);
  return ok(content);
}
