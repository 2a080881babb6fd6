import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import { Alert, Button, Stack, Text } from '../../../../web/kit/index.ts';
import { listSchedules } from '../../contract/routes.ts';
import { ConflictTable } from '../parts/ConflictTable.tsx';
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
  const rows = differingFields(mine, theirs, nameOf, reader).map((field) => ({
    label: t(field.label),
    theirs: field.theirs || t('none'),
    mine: field.mine || t('none'),
  }));
  return (
    <Alert ref={alert} color="yellow" role="alert" className="sv-conflict">
      <Stack gap="sm" align="flex-start">
        <Text size="sm" fw={600}>
          {t('edit.conflictTitle')}
        </Text>
        <Text size="sm">{t('edit.conflictText')}</Text>
        <ConflictTable rows={rows} />
        <Button size="compact-sm" variant="default" onClick={onTake}>
          {t('edit.takeTheirs')}
        </Button>
      </Stack>
    </Alert>
  );
}
