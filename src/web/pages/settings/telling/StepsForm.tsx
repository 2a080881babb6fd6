import { useTranslation } from 'react-i18next';
import { editSiteTelling, type SiteTelling } from '../../../../kernel/contract/routes/telling.ts';
import { listTeams } from '../../../../kernel/contract/routes/users.ts';
import { useRoute } from '../../../api/queries.ts';
import { KitForm } from '../../../kit/KitForm.tsx';
import { NumberInput, Select } from '../../../kit/mantine.ts';
import { toast } from '../../../kit/toast.tsx';
import { useKitForm } from '../../../kit/use-kit-form.ts';

interface StepsFormProps {
  readonly steps: SiteTelling;
  onClose(): void;
}

/** The steps of one site; an empty field leaves its step out. */
export function StepsForm({ steps, onClose }: StepsFormProps) {
  const { t } = useTranslation('kernel');
  const teams = useRoute(listTeams, { limit: 200 }, { live: false });
  const form = useKitForm({
    initial: {
      maintainersAfterMinutes: steps.maintainersAfterMinutes,
      siteAfterMinutes: steps.siteAfterMinutes,
      repeatHours: steps.repeatHours,
      teamId: steps.team?.id ?? null,
    },
    route: editSiteTelling,
    ifMatch: steps.version,
    touches: ['telling'],
    toInput: (values) => ({ id: steps.site.id, ...values }),
    onDone: () => {
      toast.done(t('states.saved'));
      onClose();
    },
  });
  const choices = (teams.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const known = steps.team === null || choices.some(({ value }) => value === steps.team?.id);
  const data = known || steps.team === null ? choices : [{ value: steps.team.id, label: steps.team.name }, ...choices];
  return (
    <KitForm form={form} verb={t('actions.save')} onCancel={onClose}>
      <NumberInput
        label={`${t('telling.maintainers')}: ${t('telling.minutes')}`}
        description={t('telling.emptyMeansNever')}
        min={0}
        allowDecimal={false}
        {...form.number('maintainersAfterMinutes')}
      />
      <NumberInput
        label={`${t('telling.siteStep')}: ${t('telling.minutes')}`}
        description={t('telling.emptyMeansNever')}
        min={0}
        allowDecimal={false}
        {...form.number('siteAfterMinutes')}
      />
      <NumberInput
        label={`${t('telling.repeat')}: ${t('telling.hours')}`}
        description={t('telling.emptyMeansNever')}
        min={1}
        allowDecimal={false}
        {...form.number('repeatHours')}
      />
      <Select
        label={t('telling.team')}
        description={t('telling.teamHelp')}
        data={data}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('actions.clear') }}
        {...form.choice('teamId')}
      />
    </KitForm>
  );
}
