import { useTranslation } from 'react-i18next';
import {
  Alert,
  Checkbox,
  Fieldset,
  Group,
  type KitFormState,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  useFormat,
  useMediaQuery,
  ZoneSelect,
} from '../../../../web/kit/index.ts';
import { HOURS_KINDS, type HoursKind, type HoursValues } from '../view/server-form.ts';
import { EVERY_WEEKDAY } from '../view/weekdays.ts';
import { previewWindow } from '../view/window-sentence.ts';
import { useReader } from './use-reader.ts';

export type HoursForm = Pick<KitFormState<HoursValues>, 'values' | 'text' | 'choice' | 'set'>;

interface HoursFieldsProps {
  readonly form: HoursForm;
}

/** In-use hours: not known, at certain hours, or always; with the sentence they amount to. */
export function HoursFields({ form }: HoursFieldsProps) {
  const { t } = useTranslation('servers');
  const { hoursKind } = form.values;
  const isNarrow = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false });
  return (
    <Fieldset legend={t('add.hours')}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('add.hoursHelp')}
        </Text>
        <SegmentedControl
          aria-label={t('add.hours')}
          orientation={isNarrow ? 'vertical' : 'horizontal'}
          value={hoursKind}
          onChange={(kind) => form.set('hoursKind', kindOf(kind))}
          data={HOURS_KINDS.map((kind) => ({ value: kind, label: t(`add.hoursKind.${kind}`) }))}
        />
        {hoursKind === 'hours' ? (
          <CertainHours form={form} />
        ) : (
          <Text size="sm">{t(hoursKind === 'none' ? 'add.hoursNone' : 'add.hoursAlways')}</Text>
        )}
      </Stack>
    </Fieldset>
  );
}

const kindOf = (text: string): HoursKind => HOURS_KINDS.find((kind) => kind === text) ?? 'none';

function CertainHours({ form }: HoursFieldsProps) {
  const { t } = useTranslation('servers');
  const format = useFormat();
  const { timeZone, weekdays } = form.values;
  const names = format.weekdays('short');
  return (
    <>
      <Group gap="sm" align="flex-start" grow>
        <TextInput label={t('add.start')} placeholder="08:00" inputMode="numeric" maxLength={5} required {...form.text('start')} />
        <TextInput label={t('add.end')} placeholder="18:00" inputMode="numeric" maxLength={5} required {...form.text('end')} />
      </Group>
      <ZoneSelect
        label={t('add.timeZone')}
        required
        value={timeZone === '' ? null : timeZone}
        error={form.choice('timeZone').error}
        onChange={(zone) => form.set('timeZone', zone ?? '')}
      />
      <Checkbox.Group
        label={t('add.weekdays')}
        error={form.choice('weekdays').error}
        value={weekdays.map(String)}
        onChange={(chosen) => form.set('weekdays', chosen.map(Number).sort())}
      >
        <Group gap="sm" mt={4}>
          {EVERY_WEEKDAY.map((weekday) => (
            <Checkbox key={weekday} value={String(weekday)} label={names[weekday - 1]} />
          ))}
        </Group>
      </Checkbox.Group>
      <HoursPreview values={form.values} />
    </>
  );
}

/** The sentence the hours amount to, or what is wrong with them. */
function HoursPreview({ values: { start, end, timeZone, weekdays } }: { readonly values: HoursValues }) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const preview = previewWindow({ start, end, timeZone, weekdays }, reader);
  const isOvernight = 'sentence' in preview && start > end;
  return (
    <Alert color={'sentence' in preview ? 'tide' : 'yellow'} role="status">
      {'sentence' in preview ? preview.sentence : t(`refusals.${preview.code}`)}
      {isOvernight && ` ${t('add.overnightHelp')}`}
    </Alert>
  );
}
