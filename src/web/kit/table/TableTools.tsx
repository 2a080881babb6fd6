import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Column } from './columns.ts';

interface ColumnChooserProps {
  readonly columns: readonly Column<never>[];
  readonly shown: readonly Column<never>[];
  onToggle(key: string, isShown: boolean): void;
  onReset(): void;
}

/** Which columns are shown. */
export function ColumnChooser({ columns, shown, onToggle, onReset }: ColumnChooserProps) {
  const { t } = useTranslation('kernel');
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t('table.columns')} className="ct-table-columns">
          <IconColumns3 size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.slice(1).map((column) => (
          <Menu.CheckboxItem key={column.key} checked={shown.includes(column)} onChange={(isShown) => onToggle(column.key, isShown)}>
            {column.title}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onReset}>{t('table.reset')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface BulkBarProps {
  readonly count: number;
  onClear(): void;
  readonly children: ReactNode;
}

/** What can be done to the ticked rows. */
export function BulkBar({ count, onClear, children }: BulkBarProps) {
  const { t } = useTranslation('kernel');
  return (
    <Group className="ct-bulk" role="toolbar" aria-label={t('table.bulk')} gap="xs">
      <Text size="sm" fw={600}>
        {t('table.selected', { count })}
      </Text>
      {children}
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t('table.clearSelection')}
      </Button>
    </Group>
  );
}
