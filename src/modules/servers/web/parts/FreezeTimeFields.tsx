import { useTranslation } from 'react-i18next';
import { useZone } from '../../../../web/api/index.ts';
import { DayField, Fieldset, InstantField, type KitFormState, SegmentedControl, Stack, ZoneSelect } from '../../../../web/kit/index.ts';
import type { FreezeTimeValues } from '../view/freeze-form.ts';

interface FreezeTimeProps {
  readonly form: Pick<KitFormState<FreezeTimeValues>, 'values' | 'choice' | 'set'>;
}

/** Whole days of a zone, or two exact instants. */
export function FreezeTimeFields({ form }: FreezeTimeProps) {
  const { t } = useTranslation('servers');
  const { kind } = form.values;
  return (
    <Fieldset legend={t('freezes.when')}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={t('freezes.kind')}
          data={(['days', 'instants'] as const).map((value) => ({ value, label: t(`freezes.${value}`) }))}
          value={kind}
          onChange={(next) => form.set('kind', next === 'instants' ? 'instants' : 'days')}
        />
        {kind === 'days' ? <DaysFields form={form} /> : <InstantsFields form={form} />}
      </Stack>
    </Fieldset>
  );
}

function DaysFields({ form }: FreezeTimeProps) {
  const { t } = useTranslation('servers');
  const { firstDay } = form.values;
  return (
    <>
      <DayField label={t('freezes.firstDay')} required {...form.choice('firstDay')} />
      <DayField
        label={t('freezes.lastDay')}
        description={t('freezes.lastDayHelp')}
        {...(firstDay === null ? {} : { min: firstDay })}
        {...form.choice('lastDay')}
      />
      <ZoneSelect label={t('freezes.timeZone')} required {...form.choice('timeZone')} />
    </>
  );
}

function InstantsFields({ form }: FreezeTimeProps) {
  const { t } = useTranslation('servers');
  const zone = useZone();
  const { from } = form.values;
  return (
    <>
      <InstantField label={t('freezes.from')} description={t('act.pastHelp', { zone })} required {...form.choice('from')} />
      <InstantField label={t('freezes.until')} required {...(from === null ? {} : { min: from })} {...form.choice('until')} />
    </>
  );
}
