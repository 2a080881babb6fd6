import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { editSetting } from '../../../kernel/contract/routes/console.ts';
import { useCan } from '../../api/me.tsx';
import { useAction } from '../../api/queries.ts';
import { Button, Group, PasswordInput, Text } from '../../kit/mantine.ts';
import { sentenceFor } from '../../kit/sentence.ts';
import { attempt, toast } from '../../kit/toast.tsx';
import { SettingChange } from './SettingChange.tsx';
import type { SettingShape } from './SettingField.tsx';

interface SecretFieldProps {
  readonly setting: SettingShape;
  readonly secret: NonNullable<SettingShape['secret']>;
  readonly label: string;
  readonly help: string;
}

/** A credential: whether there is one; it can be replaced and removed, never read. */
export function SecretField({ setting, secret, label, help }: SecretFieldProps) {
  const { t } = useTranslation('kernel');
  const may = useCan('settings:write');
  const [typed, setTyped] = useState('');
  const edit = useAction(editSetting);
  // What was there before is known to nobody: there is no way back to offer.
  const save = async (value: string | null) => {
    await edit.run({ key: setting.key, value }, { ifMatch: setting.version });
    toast.done(t(value === null ? 'settings.secret.removed' : 'settings.saved', { name: label }));
  };

  return (
    <div className="ct-setting">
      <PasswordInput
        label={label}
        description={help === '' ? undefined : help}
        maw={480}
        autoComplete="off"
        disabled={!may}
        placeholder={t(`settings.secret.${secret === 'not_set' ? 'enter' : 'replace'}`)}
        visibilityToggleButtonProps={{ 'aria-label': t('settings.secret.show') }}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        error={edit.refusal === null ? undefined : sentenceFor(edit.refusal)}
      />
      <Group gap="xs" className="ct-setting-foot">
        <Text size="sm" {...(secret === 'unreadable' ? { c: 'red' } : {})}>
          {t(`settings.secret.${secret}`)}
        </Text>
        {may && typed !== '' && (
          <Button size="compact-sm" loading={edit.isPending} onClick={() => attempt(() => save(typed))}>
            {t('actions.save')}
          </Button>
        )}
        {may && typed === '' && secret !== 'not_set' && (
          <Button size="compact-sm" variant="subtle" loading={edit.isPending} onClick={() => attempt(() => save(null))}>
            {t('settings.secret.remove')}
          </Button>
        )}
        <SettingChange setting={setting} />
      </Group>
    </div>
  );
}
