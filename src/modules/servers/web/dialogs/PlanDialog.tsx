import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import {
  KitForm,
  LoadingLines,
  Modal,
  MultiSelect,
  ProblemState,
  Select,
  Stack,
  Text,
  toast,
  useKitForm,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { listSchedules, planServers } from '../../contract/routes.ts';
import { UPDATE_STATUSES } from '../../contract/shapes.ts';
import { ProposalTable } from '../parts/ProposalTable.tsx';
import { useProposals } from '../parts/use-proposals.ts';

interface PlanDialogProps {
  /** Chosen at first; null: all. */
  readonly scheduleId?: string | null;
  /** These alone, whatever their schedule and status. */
  readonly serverIds?: readonly string[];
  onClose(): void;
}

type Status = (typeof UPDATE_STATUSES)[number];

interface PlanValues {
  readonly scheduleId: string | null;
  readonly status: readonly Status[];
}

/** What nobody has to think about is offered: everything that is due, on all schedules. */
const DUE: readonly Status[] = ['due', 'overdue'];

/** Proposes the next safe slot for each of some servers; nothing is written before the button says so. */
export function PlanDialog(props: PlanDialogProps) {
  const { t } = useTranslation('servers');
  return (
    <Modal opened onClose={props.onClose} size="xl" title={t('plan.title')} closeButtonProps={{ 'aria-label': t('bulk.close') }}>
      <PlanForm {...props} />
    </Modal>
  );
}

function PlanForm({ scheduleId = null, serverIds, onClose }: PlanDialogProps) {
  const { t } = useTranslation('servers');
  const siteId = useSiteFilter();
  const [filter, setFilter] = useState<PlanValues>({ scheduleId, status: DUE });
  const input = serverIds === undefined ? filterInput(filter, siteId) : { serverIds: [...serverIds] };
  const proposals = useProposals(input);
  const count = proposals.items.filter(({ change }) => change === 'new' || change === 'moved').length;
  const form = useKitForm({
    initial: {},
    route: planServers,
    touches: ['findings'],
    toInput: () => ({ ...input, dryRun: false }),
    onDone: () => {
      toast.done(t('plan.done', { count }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t('plan.verb', { count })} canSubmit={count > 0} onCancel={onClose}>
      <Text size="sm">{t('plan.about')}</Text>
      {serverIds === undefined && <FilterFields value={filter} onChange={setFilter} />}
      <Stack gap="xs" aria-live="polite" aria-busy={proposals.isLoading}>
        {proposals.problem !== null && <ProblemState problem={proposals.problem} />}
        {proposals.isLoading && <LoadingLines lines={4} />}
        {!proposals.isLoading && proposals.problem === null && <ProposalTable proposals={proposals.items} />}
      </Stack>
    </KitForm>
  );
}

const filterInput = ({ scheduleId, status }: PlanValues, siteId: string | undefined) => ({
  ...(siteId === undefined ? {} : { siteId }),
  ...(scheduleId === null ? {} : { scheduleId }),
  ...(status.length === 0 ? {} : { status: [...status] }),
});

interface FilterFieldsProps {
  readonly value: PlanValues;
  onChange(value: PlanValues): void;
}

function FilterFields({ value, onChange }: FilterFieldsProps) {
  const { t } = useTranslation('servers');
  const schedules = useRoute(listSchedules, { limit: 200 }).value?.items ?? [];
  return (
    <>
      <Select
        label={t('filters.schedule')}
        placeholder={t('plan.anySchedule')}
        clearable
        clearButtonProps={{ 'aria-label': t('plan.anySchedule') }}
        data={schedules.map(({ id, name, site }) => ({ value: id, label: `${name} · ${site.name}` }))}
        value={value.scheduleId}
        onChange={(scheduleId) => onChange({ ...value, scheduleId })}
      />
      <MultiSelect
        label={t('filters.status')}
        data={UPDATE_STATUSES.map((status) => ({ value: status, label: t(`marks.update.${status}`) }))}
        value={[...value.status]}
        onChange={(chosen) => onChange({ ...value, status: UPDATE_STATUSES.filter((status) => chosen.includes(status)) })}
      />
    </>
  );
}
