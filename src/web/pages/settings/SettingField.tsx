import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { editSetting, type Setting } from '../../../kernel/contract/routes/console.ts';
import type { InputOf } from '../../api/call.ts';
import { useCan } from '../../api/me.tsx';
import { useAction } from '../../api/queries.ts';
import { Button, Group } from '../../kit/mantine.ts';
import { sentenceFor } from '../../kit/sentence.ts';
import { attempt, toast } from '../../kit/toast.tsx';
import { SecretField } from './SecretField.tsx';
import { SettingChange } from './SettingChange.tsx';
import { SettingInput } from './SettingInput.tsx';
import { drawSetting, type Field } from './schema.ts';

export type SettingShape = z.infer<typeof Setting>;

type Json = InputOf<typeof editSetting>['value'];

/** One setting: its field, who changed it last, save, and the way back to the default. */
export function SettingField({ setting }: { readonly setting: SettingShape }) {
  const { t, i18n } = useTranslation('kernel');
  const { field, title, description } = drawSetting(setting.schema);
  const textKey = `${setting.module}:settingTexts.${setting.key.replaceAll('.', '_')}`;
  const label = i18n.exists(`${textKey}.title`) ? t(`${textKey}.title`) : (title ?? setting.key);
  const help = i18n.exists(`${textKey}.about`) ? t(`${textKey}.about`) : (description ?? '');
  if (setting.secret !== null) return <SecretField {...{ setting, label, help }} secret={setting.secret} />;
  return <OpenField {...{ setting, field, label, help }} />;
}

interface OpenFieldProps {
  readonly setting: SettingShape;
  readonly field: Field;
  readonly label: string;
  readonly help: string;
}

function OpenField({ setting, field, label, help }: OpenFieldProps) {
  const { t } = useTranslation('kernel');
  const may = useCan('settings:write');
  const [value, setValue] = useState(setting.value);
  const edit = useAction(editSetting);
  const isChanged = JSON.stringify(value) !== JSON.stringify(setting.value);

  const save = async (next: Json) => {
    const before = setting.isDefault ? null : (setting.value as Json);
    const saved = await edit.run({ key: setting.key, value: next }, { ifMatch: setting.version });
    toast.done(t('settings.saved', { name: label }), {
      undo: () => edit.run({ key: setting.key, value: before }, { ifMatch: saved.version }),
    });
  };

  return (
    <div className="ct-setting">
      <SettingInput
        field={field}
        label={label}
        help={help}
        value={value}
        isReadOnly={!may}
        onChange={setValue}
        error={edit.refusal === null ? undefined : sentenceFor(edit.refusal)}
      />
      <Group gap="xs" className="ct-setting-foot">
        {may && isChanged && (
          <Button size="compact-sm" loading={edit.isPending} onClick={() => attempt(() => save(value as Json))}>
            {t('actions.save')}
          </Button>
        )}
        {may && !setting.isDefault && !isChanged && (
          <Button size="compact-sm" variant="subtle" onClick={() => attempt(() => save(null))}>
            {t('settings.reset', { value: shortText(setting.default) })}
          </Button>
        )}
        <SettingChange setting={setting} />
      </Group>
    </div>
  );
}

const shortText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};
