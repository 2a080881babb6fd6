import { useTranslation } from 'react-i18next';
import { useList } from '../../../../web/api/index.ts';
import { type KitFormState, Select, Stack, TagsInput, Textarea, TextInput } from '../../../../web/kit/index.ts';
import { listSchedules } from '../../contract/routes.ts';
import type { ServerValues } from '../view/server-form.ts';
import { HoursFields } from './HoursFields.tsx';

interface ServerFieldsProps {
  readonly form: Pick<KitFormState<ServerValues>, 'values' | 'text' | 'choice' | 'set'>;
  /** Schedules of this site are offered; undefined: of every site. */
  readonly siteId: string | undefined;
}

/** What a server is called and how it is reached. */
export function IdentityFields({ form }: Pick<ServerFieldsProps, 'form'>) {
  const { t } = useTranslation('servers');
  return (
    <>
      <TextInput
        label={t('add.name')}
        description={t('add.nameHelp')}
        required
        maxLength={120}
        autoComplete="off"
        data-autofocus
        {...form.text('name')}
      />
      <TextInput
        label={t('add.hostname')}
        description={t('add.hostnameHelp')}
        required
        maxLength={253}
        autoComplete="off"
        {...form.text('hostname')}
      />
      <TextInput label={t('add.ipAddress')} placeholder="192.0.2.10" maxLength={64} autoComplete="off" {...form.text('ipAddress')} />
    </>
  );
}

/** How often it must be updated, and when that is risky. */
export function RhythmFields({ form, siteId }: ServerFieldsProps) {
  const { t } = useTranslation('servers');
  const schedules = useList(listSchedules, { limit: 200, ...(siteId === undefined ? {} : { siteId }) });
  return (
    <>
      <Select
        label={t('add.schedule')}
        description={t('add.scheduleHelp')}
        placeholder={t('add.scheduleNone')}
        clearable
        clearButtonProps={{ 'aria-label': t('add.scheduleNone') }}
        searchable={schedules.items.length > 8}
        data={schedules.items.map(({ id, name, intervalDays }) => ({
          value: id,
          label: t('overview.scheduleText', { name, count: intervalDays }),
        }))}
        value={form.values.updateScheduleId}
        error={form.choice('updateScheduleId').error}
        onChange={(id) => form.set('updateScheduleId', id)}
      />
      <HoursFields form={form} />
    </>
  );
}

export function WordsFields({ form }: Pick<ServerFieldsProps, 'form'>) {
  const { t } = useTranslation('servers');
  return (
    <Stack gap="md">
      <TagsInput
        label={t('add.tags')}
        description={t('add.tagsHelp')}
        value={[...form.values.tags]}
        error={form.choice('tags').error}
        onChange={(tags) => form.set('tags', tags)}
      />
      <Textarea label={t('add.description')} autosize minRows={2} maxRows={10} maxLength={4_000} {...form.text('description')} />
    </Stack>
  );
}
