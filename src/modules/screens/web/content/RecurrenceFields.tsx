import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import {
  Checkbox,
  DayField,
  Group,
  type KitFormState,
  Select,
  sentenceFor,
  Text,
  TextInput,
  useDebouncedValue,
  useFormat,
} from '../../../../web/kit/index.ts';
import { previewEvent } from '../../contract/content-routes.ts';
import { type EventValues, REPEATS, ruleOf, WEEKDAY_CODES } from '../view/event-form.ts';

/** How an event repeats, with the dates that come of it. */
export function RecurrenceFields({ form }: { readonly form: KitFormState<EventValues> }) {
  const { t } = useTranslation('screens');
  const { repeat } = form.values;
  return (
    <>
      <Select
        label={t('events.repeat')}
        allowDeselect={false}
        data={REPEATS.map((value) => ({ value, label: t(`events.repeats.${value}`) }))}
        value={repeat}
        onChange={(next) => form.set('repeat', REPEATS.find((one) => one === next) ?? 'once')}
      />
      {repeat === 'weekly' && <DaysField form={form} />}
      {repeat === 'custom' && (
        <TextInput label={t('events.rule')} description={t('events.ruleWhy')} required maxLength={1_000} {...form.text('rule')} />
      )}
      {repeat !== 'once' && <DayField label={t('events.until')} {...form.choice('until')} />}
      {repeat !== 'once' && <NextDates values={form.values} />}
    </>
  );
}

function DaysField({ form }: { readonly form: KitFormState<EventValues> }) {
  const { t } = useTranslation('screens');
  const names = useFormat().weekdays('short');
  return (
    <Checkbox.Group label={t('events.days')} value={[...form.values.days]} onChange={(days) => form.set('days', days)}>
      <Group gap="sm">
        {WEEKDAY_CODES.map((code, index) => (
          <Checkbox key={code} value={code} label={names[index] ?? code} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

function NextDates({ values }: { readonly values: EventValues }) {
  const { t } = useTranslation('screens');
  const format = useFormat();
  const { start, end, timeZone, until } = values;
  const rule = ruleOf(values) ?? '';
  // By its parts, because a new object at each drawing would never come to rest.
  const [asked] = useDebouncedValue(JSON.stringify([start, end, timeZone ?? '', rule, until]), 300);
  const [from, to, zone, byRule, last] = JSON.parse(asked) as readonly [string, string, string, string, string | null];
  const isWhole = from !== '' && to !== '' && zone !== '' && byRule !== '';
  const question = { start: from, end: to, timeZone: zone, rule: byRule, ...(last === null ? {} : { until: last }) };
  const { value, problem } = useRoute(previewEvent, question, { enabled: isWhole, live: false, keepLast: true });
  if (problem !== null) return <Text size="sm">{sentenceFor(problem)}</Text>;
  return (
    <div aria-live="polite">
      <Text size="sm" fw={500}>
        {t('events.next')}
      </Text>
      {value?.items.length === 0 && <Text size="sm">{t('events.never')}</Text>}
      <ul className="sc-dates">
        {(value?.items ?? []).map((one) => (
          <li key={one.start} className="ct-figures">
            {format.dayClock(one.start, zone)} – {format.clock(one.end, zone)}
          </li>
        ))}
      </ul>
    </div>
  );
}
