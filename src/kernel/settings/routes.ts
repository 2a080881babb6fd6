import { z } from 'zod';
import { toWire } from '../../shared/time.ts';
import type { Actor } from '../auth/actor.ts';
import { scopeOf } from '../contract/access.ts';
import { KERNEL_PERMISSIONS } from '../contract/permissions.ts';
import { editSetting, listSettings, type Setting } from '../contract/routes/console.ts';
import type { Db } from '../db/database.ts';
import type { Transact } from '../db/transact.ts';
import { orRefuse, Refusal, type Served, serve } from '../http/serve.ts';
import type { Seal } from '../secrets/seal.ts';
import type { SettingDeclaration, SettingsTable } from './declare.ts';
import { createEditSetting } from './edit-setting.ts';
import { openValue } from './sealed.ts';
import { listStored, type StoredSetting } from './store.ts';

export interface SettingsParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly seal: Seal;
  /** Tables by the room that declares them: `kernel`, then the modules. */
  readonly tables: Readonly<Record<string, SettingsTable>>;
}

type Wire = z.input<typeof Setting>;

export function settingsRoutes({ db, transact, seal, tables }: SettingsParts): Served[] {
  const declared = Object.entries(tables).flatMap(([module, table]) =>
    Object.entries(table).map(([key, declaration]) => ({ module, key, declaration })),
  );
  const edit = createEditSetting({ transact, seal, declarations: new Map(declared.map(({ key, declaration }) => [key, declaration])) });
  const list = async (actor: Actor): Promise<Wire[]> => {
    const sight = { seal, seesSecrets: maySeeSecrets(actor) };
    const stored = await listStored(db);
    return declared.map((one) => present(one, stored.get(one.key) ?? null, sight));
  };
  return [
    serve(listSettings, async (_, { actor }) => ({ items: await list(actor) })),
    serve(editSetting, async ({ key, value }, { actor, ifMatch }) => {
      orRefuse(await edit(actor, { key, value, ifMatch }));
      const edited = (await list(actor)).find((one) => one.key === key);
      if (edited === undefined) throw new Refusal('settings.unknown');
      return edited;
    }),
  ];
}

const WRITE = KERNEL_PERMISSIONS.find(({ name }) => name === 'settings:write');

/** Who may change a setting has to see it; a token that only reads has not. */
const maySeeSecrets = (actor: Actor): boolean => actor.kind === 'person' && WRITE !== undefined && scopeOf(actor, WRITE).length > 0;

interface Declared {
  readonly module: string;
  readonly key: string;
  readonly declaration: SettingDeclaration;
}

interface Sight {
  readonly seal: Seal;
  readonly seesSecrets: boolean;
}

function present({ module, key, declaration }: Declared, stored: StoredSetting | null, sight: Sight): Wire {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(declaration.schema, { io: 'input' });
  return {
    ...{ key, module, schema },
    ...(declaration.isSecret === true ? secretOf(key, stored, sight) : openOf(declaration, stored, sight)),
    needsRestart: declaration.needsRestart ?? false,
    updatedAt: toWire(stored?.updatedAt ?? null),
    updatedBy: stored?.updatedBy ?? null,
    version: stored?.version ?? 0,
  };
}

type Shown = Pick<Wire, 'value' | 'default' | 'isDefault' | 'secret'>;

function openOf(declaration: SettingDeclaration, stored: StoredSetting | null, { seesSecrets }: Sight): Shown {
  const own = declaration.schema.safeParse(stored?.value ?? null);
  const isDefault = stored === null || stored.value === null || !own.success;
  return {
    value: isDefault ? declaration.default : seesSecrets ? own.data : (declaration.masked?.(own.data) ?? own.data),
    default: declaration.default,
    isDefault,
    secret: null,
  };
}

/** Whoever may replace it does not see it either. */
function secretOf(key: string, stored: StoredSetting | null, { seal }: Sight): Shown {
  const secret = stored === null ? 'not_set' : openValue(seal, key, stored).state;
  return { value: null, default: null, isDefault: secret === 'not_set', secret };
}
