import { useTranslation } from 'react-i18next';
import { Text } from '../../kit/mantine.ts';
import { Instant } from '../../kit/Time.tsx';
import type { SettingShape } from './SettingField.tsx';

/** Who changed a setting last, and when it takes effect. */
export function SettingChange({ setting }: { readonly setting: SettingShape }) {
  const { t } = useTranslation('kernel');
  return (
    <Text size="xs" c="dimmed">
      {setting.updatedAt === null ? t('settings.isDefault') : t('settings.changedBy', { by: setting.updatedBy ?? '–' })}{' '}
      {setting.updatedAt !== null && <Instant at={setting.updatedAt} />}
      {setting.needsRestart && ` · ${t('settings.needsRestart')}`}
    </Text>
  );
}
