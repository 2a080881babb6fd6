import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useZone } from '../../../../web/api/index.ts';
import {
  Alert,
  Button,
  Checkbox,
  KitForm,
  type KitFormState,
  Modal,
  MultiSelect,
  NumberInput,
  Switch,
  Text,
  Textarea,
  TextInput,
  toast,
  useConfirm,
  useKitForm,
  ZoneSelect,
} from '../../../../web/kit/index.ts';
import { addEvent, deleteEvent, editEvent } from '../../contract/content-routes.ts';
import type { ScreenEvent } from '../../contract/content-shapes.ts';
import { useGroups } from '../parts/use-counts.ts';
import { type EventValues, inputOf, newEvent, valuesOf } from '../view/event-form.ts';
import { ContentFields } from './ContentFields.tsx';
import { RecurrenceFields } from './RecurrenceFields.tsx';

interface AddProps {
  onClose(): void;
}

/** Plans an event. */
export function AddEventDialog({ onClose }: AddProps) {
  const { t } = useTranslation('screens');
  const zone = useZone();
  const groups = useGroups();
  const [initial] = useState(() => newEvent(Temporal.Now.instant(), zone, []));
  const form = useKitForm({
    ...{ initial, route: addEvent },
    // The site is that of its groups.
    toInput: (values) => {
      const site = groups.items.find(({ id }) => values.groupIds.includes(id))?.site;
      return { ...inputOf(values), ...(site === undefined ? {} : { siteId: site.id }) };
    },
    onDone: ({ title }) => {
      toast.done(t('events.added', { title }));
      onClose();
    },
  });
  return (
    <Modal opened size="lg" onClose={onClose} title={t('events.add')} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('events.add')} onCancel={onClose}>
        <EventFields form={form} />
      </KitForm>
    </Modal>
  );
}

interface EditProps {
  readonly event: ScreenEvent;
  onClose(): void;
}

/** Changes an event, or deletes it. */
export function EditEventDialog({ event, onClose }: EditProps) {
  const { t } = useTranslation('screens');
  const [isBehind, setBehind] = useState(false);
  const [drops, setDrops] = useState<string | null>(null);
  const [mayDrop, setMayDrop] = useState(false);
  const form = useKitForm({
    ...{ initial: valuesOf(event), route: editEvent, ifMatch: event.version },
    toInput: (values: EventValues) => ({ id: event.id, ...inputOf(values), ...(mayDrop ? { dropSkipped: true } : {}) }),
    onRefused: ({ code, params }) => {
      setBehind(code === 'kernel.version_conflict');
      setDrops(code === 'screens.drops_skipped' ? t(`refusals.${code}`, { ...params }) : null);
      return code === 'kernel.version_conflict' || code === 'screens.drops_skipped';
    },
    onDone: ({ title }) => {
      toast.done(t('events.saved', { title }));
      onClose();
    },
  });
  const title = t('events.edit', { title: event.title });
  return (
    <Modal opened size="lg" onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <KitForm form={form} verb={t('events.save')} onCancel={onClose}>
        {isBehind && (
          <Alert color="yellow" title={t('events.conflict')}>
            <Text size="sm">{t('events.conflictText')}</Text>
          </Alert>
        )}
        {drops !== null && (
          <Alert color="yellow" role="alert" title={t('events.drops')}>
            <Text size="sm">{drops}</Text>
            <Checkbox
              mt="sm"
              label={t('events.dropsAsk')}
              checked={mayDrop}
              onChange={({ currentTarget }) => setMayDrop(currentTarget.checked)}
            />
          </Alert>
        )}
        <EventFields form={form} />
        <DeleteButton event={event} onDeleted={onClose} />
      </KitForm>
    </Modal>
  );
}

function DeleteButton({ event: { id, title }, onDeleted }: { readonly event: ScreenEvent; onDeleted(): void }) {
  const { t } = useTranslation('screens');
  const ask = useConfirm();
  const { run } = useAction(deleteEvent);
  const remove = () =>
    ask({
      ...{ title: t('events.deleteTitle', { title }), body: t('events.deleteAsk'), verb: t('events.delete', { title }), tone: 'danger' },
      run: async () => {
        await run({ id });
        toast.done(t('events.deleted', { title }));
        onDeleted();
      },
    });
  return (
    <Button variant="subtle" color="red" onClick={remove} style={{ alignSelf: 'start' }}>
      {t('events.delete', { title })}
    </Button>
  );
}

function EventFields({ form }: { readonly form: KitFormState<EventValues> }) {
  const { t } = useTranslation('screens');
  const groups = useGroups();
  const groupIds = form.choice('groupIds');
  return (
    <>
      <TextInput label={t('events.title')} required maxLength={200} data-autofocus {...form.text('title')} />
      <MultiSelect
        label={t('events.groups')}
        required
        searchable
        data={groups.items.map(({ id, name }) => ({ value: id, label: name }))}
        {...groupIds}
        value={[...groupIds.value]}
      />
      <TextInput type="datetime-local" label={t('events.start')} required {...form.text('start')} />
      <TextInput type="datetime-local" label={t('events.end')} required {...form.text('end')} />
      <ZoneSelect label={t('events.timeZone')} required {...form.choice('timeZone')} />
      <RecurrenceFields form={form} />
      <ContentFields form={form} />
      <NumberInput
        label={t('events.priority')}
        description={t('events.priorityWhy')}
        min={-100}
        max={100}
        allowDecimal={false}
        {...form.number('priority')}
      />
      <Switch label={t('events.isActive')} {...form.flag('isActive')} />
      <Textarea label={t('events.description')} autosize minRows={2} maxRows={8} maxLength={2_000} {...form.text('description')} />
    </>
  );
}
