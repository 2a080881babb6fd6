import { ok, type Result, refuse } from '../../shared/result.ts';
import { MASKED } from '../audit/write.ts';
import type { Actor } from '../auth/actor.ts';
import { plainIssue } from '../contract/plain-issue.ts';
import type { Transact } from '../db/transact.ts';
import type { Seal } from '../secrets/seal.ts';
import type { SettingDeclaration } from './declare.ts';
import { openValue, sealValue } from './sealed.ts';
import { lockValue, type StoredValue, saveValue } from './store.ts';

interface SettingEdit {
  readonly key: string;
  /** Null puts the default back; of a secret it erases it, as the empty text does. */
  readonly value: unknown;
  readonly ifMatch: number | null;
}

type EditRefusal = 'settings.unknown' | 'settings.bad_value' | 'kernel.version_conflict';

export type EditSetting = (by: Actor, edit: SettingEdit) => Promise<Result<null, EditRefusal>>;

/** Takes effect where it is read next; the event lets pages and readers that remember know. */
export function createEditSetting(parts: {
  readonly transact: Transact;
  readonly seal: Seal;
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
      const next = storedFrom(parts.seal, key, declaration, checked.value);
      const isSaved = await saveValue(tx, { key, ...next, by: userId, now, seen: stored.version });
      if (!isSaved) return refuse('kernel.version_conflict');
      await audit({
        action: 'settings.changed',
        subject: { kind: 'setting', id: key, name: key },
        siteId: null,
        ...(declaration.isSecret === true
          ? auditedSecret(parts.seal, key, stored, next)
          : auditedOf(declaration, stored.value ?? declaration.default, checked.value ?? declaration.default)),
      });
      publish({ name: 'settings.changed', module: 'settings', siteId: null, assetId: null, payload: { key } });
      return ok(null);
    });
}

/** The empty secret is none. */
function storedFrom(seal: Seal, key: string, { isSecret }: SettingDeclaration, value: unknown): StoredValue {
  if (isSecret !== true) return { value, sealed: null };
  return { value: null, sealed: value === null || value === '' ? null : sealValue(seal, key, value) };
}

/** Of a secret only whether there is one, and whether it is another one than before. */
function auditedSecret(seal: Seal, key: string, before: StoredValue, after: StoredValue) {
  const [old, next] = [openValue(seal, key, before), openValue(seal, key, after)];
  const isSame = old.state === 'set' && next.state === 'set' && JSON.stringify(old.value) === JSON.stringify(next.value);
  const shown = next.state === 'not_set' ? '' : isSame ? MASKED : `${MASKED} (new)`;
  return { before: { value: old.state === 'not_set' ? '' : MASKED }, after: { value: shown } };
}

/** Before and after; of what tells a secret as much as everybody may know. */
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
