import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import { Alert, Button, Stack, Table, Text } from '../../../../web/kit/index.ts';
import { listSchedules } from '../../contract/routes.ts';
import { useReader } from '../parts/use-reader.ts';
import { differingFields, type EditValues } from '../view/conflict.ts';

interface ConflictAlertProps {
  readonly mine: EditValues;
  readonly theirs: EditValues;
  readonly site: string;
  onTake(): void;
}

/** Both versions side by side, after somebody else saved first. */
export function ConflictAlert({ mine, theirs, site, onTake }: ConflictAlertProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer a promise, which an effect must not return.
    void alert.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const schedules = useList(listSchedules, { limit: 200, siteId: site }).items;
  const nameOf = (id: string) => schedules.find((schedule) => schedule.id === id)?.name ?? t('unknown');
  return (
    <Alert ref={alert} color="yellow" role="alert" className="sv-conflict">
      <Stack gap="sm" align="flex-start">
        <Text size="sm" fw={600}>
          {t('edit.conflictTitle')}
        </Text>
        <Text size="sm">{t('edit.conflictText')}</Text>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('edit.conflictField')}</Table.Th>
              <Table.Th>{t('edit.conflictTheirs')}</Table.Th>
              <Table.Th>{t('edit.conflictMine')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differingFields(mine, theirs, nameOf, reader).map((field) => (
              <Table.Tr key={field.label}>
                <Table.Td>{t(field.label)}</Table.Td>
                <Table.Td>{field.theirs || t('none')}</Table.Td>
                <Table.Td>{field.mine || t('none')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Button size="compact-sm" variant="default" onClick={onTake}>
          {t('edit.takeTheirs')}
        </Button>
      </Stack>
    </Alert>
  );
}
