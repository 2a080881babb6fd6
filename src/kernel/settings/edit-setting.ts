import { ok, type Result, refuse } from '../../shared/result.ts';
import type { Actor } from '../auth/actor.ts';
import { plainIssue } from '../contract/plain-issue.ts';
import type { Transact } from '../db/transact.ts';
import type { SettingDeclaration } from './declare.ts';
import { lockValue, saveValue } from './store.ts';

interface SettingEdit {
  readonly key: string;
  /** Null puts the default back. */
  readonly value: unknown;
  readonly ifMatch: number | null;
}

type EditRefusal = 'settings.unknown' | 'settings.bad_value' | 'kernel.version_conflict';

export type EditSetting = (by: Actor, edit: SettingEdit) => Promise<Result<null, EditRefusal>>;

/** Takes effect where it is read next; the event lets pages and readers that remember know. */
export function createEditSetting(parts: {
  readonly transact: Transact;
  readonly declarations: ReadonlyMap<string, SettingDeclaration>;
}): EditSetting {
  return (by, { key, value, ifMatch }) =>
    parts.transact(by, async ({ tx, now, audit, publish }) => {
      const declaration = parts.declarations.get(key);
      if (declaration === undefined) return refuse('settings.unknown');
      const checked = checkValue(declaration, value);
      if (!checked.ok) return checked;
      const stored = await lockValue(tx, key);
      if (ifMatch !== null && ifMatch !== stored.version) return refuse('kernel.version_conflict');
      const userId = by.kind === 'person' ? by.userId : null;
      const isSaved = await saveValue(tx, { key, value: checked.value, by: userId, now, seen: stored.version });
      if (!isSaved) return refuse('kernel.version_conflict');
      await audit({
        action: 'settings.changed',
        subject: { kind: 'setting', id: key, name: key },
        siteId: null,
        ...auditedOf(declaration, stored.value ?? declaration.default, checked.value ?? declaration.default),
      });
      publish({ name: 'settings.changed', module: 'settings', siteId: null, assetId: null, payload: { key } });
      return ok(null);
    });
}

/** Before and after; of a secret as much as everybody may know. */
function auditedOf(declaration: SettingDeclaration, before: unknown, after: unknown) {
  const { masked } = declaration;
  if (masked === undefined) return { before: { value: before }, after: { value: after } };
  const isNew = before !== after && after !== declaration.default;
  return { before: { value: masked(before) }, after: { value: `${masked(after)}${isNew ? ' (new)' : ''}` } };
}

function checkValue(declaration: SettingDeclaration, value: unknown): Result<unknown, 'settings.bad_value'> {
  if (value === null) return ok(null);
  const parsed = declaration.schema.safeParse(value, { error: plainIssue });
  if (parsed.success) return ok(parsed.data);
  const reason = parsed.error.issues.map((issue) => issue.message).join(' ');
  return refuse('settings.bad_value', { path: 'value', reason });
}
