import { useTranslation } from 'react-i18next';
import { Select } from '../../../kit/mantine.ts';

interface HearsFieldProps {
  readonly value: 'all' | 'critical';
  onChange(value: 'all' | 'critical'): void;
}

/** How much a channel hears. */
export function HearsField({ value, onChange }: HearsFieldProps) {
  const { t } = useTranslation('kernel');
  return (
    <Select
      label={t('notify.hears')}
      data={(['all', 'critical'] as const).map((which) => ({ value: which, label: t(`notify.hearing.${which}`) }))}
      allowDeselect={false}
      value={value}
      onChange={(which) => which !== null && onChange(which)}
    />
  );
}
