import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useSites } from '../../../../web/api/index.ts';
import { attempt, KitForm, Modal, SiteSelect, toast, useKitForm, useSiteFilter } from '../../../../web/kit/index.ts';
import { addSchedule, editSchedule, listSchedules } from '../../contract/routes.ts';
import type { UpdateSchedule } from '../../contract/shapes.ts';
import { ScheduleFields } from '../parts/ScheduleFields.tsx';
import { type ScheduleValues, scheduleInput, scheduleValues, USUAL_SCHEDULE } from '../view/schedule-form.ts';
import { ScheduleConflict } from './ScheduleConflict.tsx';

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

function AddForm({ onClose }: Pick<ScheduleDialogProps, 'onClose'>) {
  const { t } = useTranslation('servers');
  const chosen = useSiteFilter();
  const sites = useSites();
  const initial: ScheduleValues & { readonly siteId: string | null } = {
    ...USUAL_SCHEDULE,
    siteId: chosen ?? sites.find(({ isDefault }) => isDefault)?.id ?? null,
  };
  const form = useKitForm({
    initial,
    route: addSchedule,
    toInput: ({ siteId, ...values }) => ({ ...scheduleInput(values), ...(siteId === null ? {} : { siteId }) }),
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
    initial: scheduleValues(schedule),
    route: editSchedule,
    touches: ['findings'],
    ifMatch: (theirs ?? schedule).version,
    toInput: (values) => ({ id: schedule.id, ...scheduleInput(values) }),
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
      {theirs !== null && <ScheduleConflict mine={form.values} theirs={scheduleValues(theirs)} />}
    </KitForm>
  );
}
