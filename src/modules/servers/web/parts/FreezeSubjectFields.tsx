import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { type KitFormState, SegmentedControl, Select, Stack, Text, useDebouncedValue } from '../../../../web/kit/index.ts';
import { listSchedules, listServers } from '../../contract/routes.ts';
import { FREEZE_SUBJECTS, type FreezeValues } from '../view/freeze-form.ts';

interface SubjectProps {
  readonly form: Pick<KitFormState<FreezeValues>, 'values' | 'choice' | 'set'>;
}

const LABELS = { site: 'whole', schedule: 'schedule', server: 'server' } as const;

/** The whole site, the servers of one of its schedules, or one of its servers. */
export function FreezeSubjectFields({ form }: SubjectProps) {
  const { t } = useTranslation('servers');
  const { subject } = form.values;
  return (
    <Stack gap="xs">
      <Text component="span" size="sm" fw={500} aria-hidden>
        {t('freezes.subject')}
      </Text>
      <SegmentedControl
        aria-label={t('freezes.subject')}
        data={FREEZE_SUBJECTS.map((value) => ({ value, label: t(`freezes.${LABELS[value]}`) }))}
        value={subject}
        onChange={(next) => form.set('subject', FREEZE_SUBJECTS.find((known) => known === next) ?? subject)}
      />
      {subject === 'schedule' && <ScheduleField form={form} />}
      {subject === 'server' && <ServerField form={form} />}
    </Stack>
  );
}

const ofSite = (siteId: string | null) => (siteId === null ? {} : { siteId });

function ScheduleField({ form }: SubjectProps) {
  const { t } = useTranslation('servers');
  const schedules = useRoute(listSchedules, { limit: 200, ...ofSite(form.values.siteId) }, { live: false }).value?.items ?? [];
  return (
    <Select
      label={t('freezes.schedule')}
      required
      searchable={schedules.length > 8}
      data={schedules.map(({ id, name }) => ({ value: id, label: name }))}
      {...form.choice('scheduleId')}
    />
  );
}

/** Servers by name, asked from the console while typing. */
function ServerField({ form }: SubjectProps) {
  const { t } = useTranslation('servers');
  const [typed, setTyped] = useState('');
  const [q] = useDebouncedValue(typed.trim(), 200);
  const asked = { limit: 50, ...ofSite(form.values.siteId), ...(q === '' ? {} : { q }) };
  const servers = useRoute(listServers, asked, { live: false, keepLast: true }).value?.items ?? [];
  return (
    <Select
      label={t('freezes.server')}
      description={t('freezes.serverHelp')}
      required
      searchable
      data={servers.map(({ id, name }) => ({ value: id, label: name }))}
      onSearchChange={setTyped}
      {...form.choice('serverId')}
    />
  );
}
