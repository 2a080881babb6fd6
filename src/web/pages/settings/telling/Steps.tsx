import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listSiteTelling, type SiteTelling } from '../../../../kernel/contract/routes/telling.ts';
import { useRoute } from '../../../api/queries.ts';
import { Button, Modal, Table } from '../../../kit/mantine.ts';
import { Show } from '../../../kit/states.tsx';
import { WideTable } from '../../../kit/WideTable.tsx';
import { StepsForm } from './StepsForm.tsx';

/** The steps of every site, in words. */
export function Steps() {
  const { t } = useTranslation('kernel');
  const answer = useRoute(listSiteTelling, {}, { live: ['telling', 'sites', 'teams'] });
  const [editedId, setEditedId] = useState<string | null>(null);
  const close = () => setEditedId(null);
  return (
    <Show answer={answer} lines={3}>
      {({ items }) => {
        const edited = items.find(({ site }) => site.id === editedId);
        return (
          <>
            <WideTable minWidth={720}>
              <Table.Thead>
                <Table.Tr>
                  {(['site', 'maintainers', 'siteStep', 'repeat', 'team', 'contact'] as const).map((column) => (
                    <Table.Th key={column}>{t(`telling.${column}`)}</Table.Th>
                  ))}
                  <Table.Th>
                    <span className="ct-hidden">{t('notify.change')}</span>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {items.map((steps) => (
                  <StepsLine key={steps.site.id} steps={steps} onEdit={() => setEditedId(steps.site.id)} />
                ))}
              </Table.Tbody>
            </WideTable>
            <Modal
              opened={edited !== undefined}
              onClose={close}
              title={edited === undefined ? '' : t('telling.edit', { name: edited.site.name })}
              closeButtonProps={{ 'aria-label': t('actions.close') }}
            >
              {edited !== undefined && <StepsForm steps={edited} onClose={close} />}
            </Modal>
          </>
        );
      }}
    </Show>
  );
}

function StepsLine({ steps, onEdit }: { readonly steps: SiteTelling; onEdit(): void }) {
  const { t } = useTranslation('kernel');
  const after = (minutes: number | null) => (minutes === null ? t('telling.leftOut') : t('telling.afterMinutes', { count: minutes }));
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{steps.site.name}</bdi>
      </Table.Td>
      <Table.Td>{after(steps.maintainersAfterMinutes)}</Table.Td>
      <Table.Td>{after(steps.siteAfterMinutes)}</Table.Td>
      <Table.Td>{steps.repeatHours === null ? t('telling.leftOut') : t('telling.everyHours', { count: steps.repeatHours })}</Table.Td>
      <Table.Td>{steps.team?.name ?? t('telling.nobody')}</Table.Td>
      <Table.Td>{steps.contact ?? t('telling.nobody')}</Table.Td>
      <Table.Td className="ct-text-right">
        <Button size="compact-sm" variant="default" aria-label={t('telling.edit', { name: steps.site.name })} onClick={onEdit}>
          {t('notify.change')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
