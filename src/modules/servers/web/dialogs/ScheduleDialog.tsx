import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useSites } from '../../../../web/api/index.ts';
import {
  Alert,
  attempt,
  KitForm,
  type KitFormState,
  Modal,
  NumberInput,
  Select,
  SiteSelect,
  TextInput,
  toast,
  useFormat,
  useKitForm,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { addSchedule, editSchedule, listSchedules } from '../../contract/routes.ts';
import { POLICY_MODES, type UpdateSchedule } from '../../contract/shapes.ts';
import { warningDays } from '../../domain/update-status.ts';
import { ScheduleConflict } from './ScheduleConflict.tsx';

export interface ScheduleValues {
  readonly name: string;
  readonly intervalDays: number | null;
  readonly preferredWeekday: number | null;
  readonly mode: UpdateSchedule['mode'];
}

interface ScheduleDialogProps {
  /** Null adds one. */
  readonly schedule: UpdateSchedule | null;
  onClose(): void;
}

/** Adds or changes one schedule. */
export function ScheduleDialog({ schedule, onClose }: ScheduleDialogProps) {
  const { t } = useTranslation('servers');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(schedule === null ? 'schedules.add' : 'schedules.edit')}
      closeButtonProps={{ 'aria-label': t('bulk.close') }}
    >
      {schedule === null ? <AddForm onClose={onClose} /> : <EditForm schedule={schedule} onClose={onClose} />}
    </Modal>
  );
}

// An empty interval is what the contract refuses with its own sentence.
const inputOf = ({ name, intervalDays, preferredWeekday, mode }: ScheduleValues) => ({
  name,
  intervalDays: intervalDays ?? Number.NaN,
  preferredWeekday,
  mode,
});

function AddForm({ onClose }: Pick<ScheduleDialogProps, 'onClose'>) {
  const { t } = useTranslation('servers');
  const chosen = useSiteFilter();
  const sites = useSites();
  const initial: ScheduleValues & { readonly siteId: string | null } = {
    name: '',
    intervalDays: 30,
    preferredWeekday: null,
    mode: 'confirm',
    siteId: chosen ?? sites.find(({ isDefault }) => isDefault)?.id ?? null,
  };
  const form = useKitForm({
    initial,
    route: addSchedule,
    toInput: ({ siteId, ...values }) => ({ ...inputOf(values), ...(siteId === null ? {} : { siteId }) }),
    onDone: ({ name }) => {
      toast.done(t('schedules.saved', { name }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t('schedules.add')} onCancel={onClose}>
      <ScheduleFields form={form} />
      <SiteSelect label={t('schedules.site')} required {...form.choice('siteId')} />
    </KitForm>
  );
}

const valuesOf = ({ name, intervalDays, preferredWeekday, mode }: UpdateSchedule): ScheduleValues => ({
  name,
  intervalDays,
  preferredWeekday,
  mode,
});

/** The stored schedule as it is now; there is no route for one alone. */
const storedNow = async ({ id, name, site }: UpdateSchedule): Promise<UpdateSchedule | undefined> => {
  const named = await call(listSchedules, { limit: 200, siteId: site.id, q: name });
  const found = named.items.find((item) => item.id === id);
  return found ?? (await call(listSchedules, { limit: 200, siteId: site.id })).items.find((item) => item.id === id);
};

function EditForm({ schedule, onClose }: { readonly schedule: UpdateSchedule; onClose(): void }) {
  const { t } = useTranslation('servers');
  const [theirs, setTheirs] = useState<UpdateSchedule | null>(null);
  const form = useKitForm({
    initial: valuesOf(schedule),
    route: editSchedule,
    touches: ['findings'],
    ifMatch: (theirs ?? schedule).version,
    toInput: (values) => ({ id: schedule.id, ...inputOf(values) }),
    onRefused: ({ code }) => {
      if (code === 'kernel.version_conflict') attempt(async () => setTheirs((await storedNow(schedule)) ?? null));
      return code === 'kernel.version_conflict';
    },
    onDone: ({ name }) => {
      toast.done(t('schedules.saved', { name }));
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t(theirs === null ? 'schedules.save' : 'edit.keepMine')} onCancel={onClose}>
      <ScheduleFields form={form} />
      {theirs !== null && <ScheduleConflict mine={form.values} theirs={valuesOf(theirs)} />}
    </KitForm>
  );
}

type ScheduleForm = Pick<KitFormState<ScheduleValues>, 'values' | 'text' | 'number' | 'choice' | 'set'>;

function ScheduleFields({ form }: { readonly form: ScheduleForm }) {
  const { t } = useTranslation('servers');
  const format = useFormat();
  const { intervalDays, preferredWeekday, mode } = form.values;
  const warning = intervalDays === null ? null : warningDays(intervalDays);
  return (
    <>
      <TextInput label={t('schedules.name')} required maxLength={120} data-autofocus {...form.text('name')} />
      <NumberInput
        label={t('schedules.interval')}
        description={warning === null ? undefined : t('schedules.intervalHelp', { count: warning })}
        suffix={` ${t('schedules.intervalDays', { count: intervalDays ?? 0 })}`}
        min={1}
        max={3_650}
        allowDecimal={false}
        required
        {...form.number('intervalDays')}
      />
      {intervalDays === 1 && <Alert color="yellow">{t('schedules.intervalOne')}</Alert>}
      <Select
        label={t('schedules.weekday')}
        description={t('schedules.weekdayHelp')}
        placeholder={t('schedules.weekdayAny')}
        clearable
        clearButtonProps={{ 'aria-label': t('schedules.weekdayAny') }}
        data={format.weekdays('long').map((name, index) => ({ value: String(index + 1), label: name }))}
        value={preferredWeekday === null ? null : String(preferredWeekday)}
        error={form.choice('preferredWeekday').error}
        onChange={(weekday) => form.set('preferredWeekday', weekday === null ? null : Number(weekday))}
      />
      <Select
        label={t('schedules.mode')}
        allowDeselect={false}
        data={POLICY_MODES.map((known) => ({ value: known, label: t(`mode.${known}`) }))}
        value={mode}
        error={form.choice('mode').error}
        onChange={(next) => form.set('mode', POLICY_MODES.find((known) => known === next) ?? mode)}
      />
    </>
  );
}
