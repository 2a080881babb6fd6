import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { acceptStory, type Story } from '../../../kernel/contract/routes/today.ts';
import { useZone } from '../../api/me.tsx';
import { InstantField } from '../../kit/InstantField.tsx';
import { IconAlarmSnooze } from '../../kit/icons.ts';
import { KitForm } from '../../kit/KitForm.tsx';
import { Button, Group, Modal, Stack, Textarea } from '../../kit/mantine.ts';
import { type PersonChoice, PersonPicker } from '../../kit/pickers.tsx';
import { toast } from '../../kit/toast.tsx';
import { useKitForm } from '../../kit/use-kit-form.ts';
import { SNOOZE_PRESETS, snoozeUntil } from './snooze.ts';
import type { StoryActs } from './use-story-acts.ts';

/** Which question is open about which story. */
export type Asked = { readonly what: 'accept' | 'assign' | 'snooze'; readonly story: Story } | null;

interface StoryDialogsProps {
  readonly asked: Asked;
  readonly acts: StoryActs;
  onChanged(story: Story): void;
  onClose(): void;
}

export function StoryDialogs({ asked, acts, onChanged, onClose }: StoryDialogsProps) {
  const { t } = useTranslation('kernel');
  const title = asked === null ? '' : t(`today.dialog.${asked.what}`, { name: asked.story.subject.name });
  return (
    <Modal opened={asked !== null} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('actions.close') }} centered>
      {asked?.what === 'accept' && <AcceptForm story={asked.story} acts={acts} onChanged={onChanged} onClose={onClose} />}
      {asked?.what === 'assign' && <AssignForm story={asked.story} acts={acts} onClose={onClose} />}
      {asked?.what === 'snooze' && <SnoozeForm story={asked.story} acts={acts} onClose={onClose} />}
    </Modal>
  );
}

interface FormProps {
  readonly story: Story;
  readonly acts: StoryActs;
  onClose(): void;
}

/** Two weeks: long enough to order a part, short enough to be remembered. */
const ACCEPT_DAYS = 14;

function AcceptForm({ story, acts, onChanged, onClose }: FormProps & { onChanged(story: Story): void }) {
  const { t } = useTranslation('kernel');
  const form = useKitForm({
    initial: {
      reason: '',
      until: Temporal.Now.instant()
        .add({ hours: ACCEPT_DAYS * 24 })
        .round('minute')
        .toString() as string | null,
    },
    route: acceptStory,
    toInput: ({ reason, until }) => ({ id: story.id, reason, until: until ?? '' }),
    onDone: (accepted) => {
      onChanged(accepted);
      toast.done(t('today.did.accept', { name: story.subject.name }), { undo: async () => acts.unaccept(story) });
      onClose();
    },
  });
  return (
    <KitForm form={form} verb={t('today.act.accept')} onCancel={onClose}>
      <Textarea
        label={t('today.dialog.reason')}
        description={t('today.dialog.reasonHelp')}
        autosize
        minRows={2}
        required
        data-autofocus
        {...form.text('reason')}
      />
      <InstantField label={t('today.dialog.until')} required {...form.choice('until')} />
    </KitForm>
  );
}

function AssignForm({ story, acts, onClose }: FormProps) {
  const { t } = useTranslation('kernel');
  const current = story.who.because === 'assignee' ? story.who.people[0] : undefined;
  const [person, setPerson] = useState<PersonChoice | null>(
    current === undefined ? null : { kind: 'user', id: current.userId, name: current.displayName || current.username },
  );
  const assign = (userId: string | null) => {
    acts.assign(story, userId);
    onClose();
  };
  return (
    <Stack>
      <PersonPicker label={t('today.dialog.person')} value={person} onChange={setPerson} />
      <Group justify="flex-end" gap="xs">
        {current !== undefined && (
          <Button variant="default" onClick={() => assign(null)}>
            {t('today.act.unassign')}
          </Button>
        )}
        <Button disabled={person === null} onClick={() => assign(person?.id ?? null)}>
          {t('today.act.assign')}
        </Button>
      </Group>
    </Stack>
  );
}

function SnoozeForm({ story, acts, onClose }: FormProps) {
  const { t } = useTranslation('kernel');
  const zone = useZone();
  const [until, setUntil] = useState<string | null>(null);
  const snooze = (to: string) => {
    acts.snooze(story, to);
    onClose();
  };
  return (
    <Stack gap="xs">
      {SNOOZE_PRESETS.map((preset, place) => (
        <Button
          key={preset}
          variant="default"
          justify="flex-start"
          leftSection={<IconAlarmSnooze size={16} aria-hidden />}
          data-autofocus={place === 0 || undefined}
          onClick={() => snooze(snoozeUntil(preset, Temporal.Now.instant(), zone))}
        >
          {t(`today.snooze.${preset}`)}
        </Button>
      ))}
      <InstantField label={t('today.snooze.other')} value={until} onChange={setUntil} min={Temporal.Now.instant().toString()} />
      <Group justify="flex-end">
        <Button disabled={until === null} onClick={() => until !== null && snooze(until)}>
          {t('today.act.snooze')}
        </Button>
      </Group>
    </Stack>
  );
}
