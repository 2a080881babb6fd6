import { useTranslation } from 'react-i18next';
import { Badge, Facts, Group, Instant, type Mark, StatusMark, TimeAgo } from '../../../../web/kit/index.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { osText } from '../parts/columns.tsx';
import { CountOrUnknown } from '../parts/ServerStatus.tsx';
import { rebootMark, reportMark } from '../view/marks.ts';
import { weekdayName } from '../view/weekdays.ts';

interface FactsProps {
  readonly server: ServerDetail;
}

/** How the server stands with its updates. */
export function UpdateFacts({ server }: FactsProps) {
  const { t } = useTranslation('servers');
  const zone = server.serviceWindow === null ? {} : { zone: server.serviceWindow.timeZone };
  const reboot = rebootMark(server.rebootRequired);
  const report = reportMark(server.reportState);
  return (
    <Facts
      items={[
        [t('overview.lastUpdated'), <TimeAgo key="v" at={server.lastUpdatedAt} none={t('never')} {...zone} />],
        [t('overview.nextDue'), <Instant key="v" at={server.nextUpdateDueAt} none={t('notSet')} {...zone} />],
        [t('overview.suggested'), <Instant key="v" at={server.suggestedUpdateAt} none={t('notSet')} {...zone} />],
        [t('overview.schedule'), <ScheduleText key="v" server={server} />],
        [t('overview.mode'), <ModeText key="v" server={server} />],
        [t('overview.overduePolicy'), t(`overdue.short.${server.overduePolicy}`)],
        [t('overview.redundancyGroup'), server.redundancyGroup ?? t('none')],
        [t('overview.pending'), <CountOrUnknown key="v" count={server.pendingUpdates} />],
        [t('overview.security'), <CountOrUnknown key="v" count={server.pendingSecurityUpdates} />],
        [t('overview.reboot'), <StatusMark key="v" mark={reboot.mark} label={t(reboot.word)} />],
        [t('overview.lastRebooted'), <TimeAgo key="v" at={server.lastRebootedAt} none={t('unknown')} {...zone} />],
        [t('list.columns.reported'), <StatusMark key="v" mark={report.mark} label={t(report.word)} />],
        [t('overview.responsible'), server.responsibles.map(({ username }) => username).join(', ') || t('nobody')],
      ]}
    />
  );
}

/** What the in-use hours do, and where that was set; without a schedule it is the usual mode. */
function ModeText({ server: { mode, modeOverride, updateSchedule } }: FactsProps) {
  const { t } = useTranslation('servers');
  const word = t(`modeShort.${mode}`);
  if (modeOverride !== null) return t('overview.modeOfServer', { mode: word });
  return updateSchedule === null ? word : t('overview.modeOfSchedule', { mode: word });
}

function ScheduleText({ server: { updateSchedule } }: FactsProps) {
  const { t, i18n } = useTranslation('servers');
  if (updateSchedule === null) return t('add.scheduleNone');
  const { name, intervalDays, preferredWeekday } = updateSchedule;
  const text = t('overview.scheduleText', { name, count: intervalDays });
  if (preferredWeekday === null) return text;
  return `${text}, ${t('overview.preferred', { weekday: weekdayName(preferredWeekday, i18n.language) })}`;
}

const EOL_MARKS: Readonly<Record<NonNullable<ServerDetail['endOfLife']>['state'], Mark>> = {
  supported: 'ok',
  ending: 'warning',
  ended: 'critical',
};

/** What the machine is. */
export function MachineFacts({ server }: FactsProps) {
  const { t } = useTranslation('servers');
  return (
    <Facts
      items={[
        [t('overview.hostname'), server.hostname],
        [t('overview.address'), server.ipAddress ?? t('unknown')],
        [t('overview.os'), osText(server) ?? t('unknown')],
        [t('overview.kernel'), server.kernel ?? t('unknown')],
        [t('overview.endOfLife'), <EndOfLife key="v" server={server} />],
        [t('overview.site'), server.site.name],
        [t('overview.createdBy'), server.createdBy ?? t('unknown')],
        [t('overview.tags'), <Tags key="v" tags={server.tags} />],
        [t('overview.description'), <TextOrNone key="v" text={server.description} />],
        [t('overview.notes'), <TextOrNone key="v" text={server.notes} />],
      ]}
    />
  );
}

function EndOfLife({ server: { endOfLife } }: FactsProps) {
  const { t } = useTranslation('servers');
  if (endOfLife === null) return t('unknown');
  return (
    <Group gap={8}>
      <StatusMark mark={EOL_MARKS[endOfLife.state]} label={t(`overview.eolState.${endOfLife.state}`)} />
      <TimeAgo at={endOfLife.endsAt} />
    </Group>
  );
}

function Tags({ tags }: { readonly tags: readonly string[] }) {
  const { t } = useTranslation('servers');
  if (tags.length === 0) return t('none');
  return (
    <Group gap={4}>
      {tags.map((tag) => (
        <Badge key={tag} variant="default" tt="none">
          {tag}
        </Badge>
      ))}
    </Group>
  );
}

function TextOrNone({ text }: { readonly text: string }) {
  const { t } = useTranslation('servers');
  return text === '' ? t('none') : <span className="ct-lines">{text}</span>;
}
