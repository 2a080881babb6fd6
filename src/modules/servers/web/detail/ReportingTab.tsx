import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction } from '../../../../web/api/index.ts';
import {
  Button,
  Code,
  EmptyState,
  Facts,
  Group,
  Instant,
  Section,
  Stack,
  StatusMark,
  Text,
  TimeAgo,
  toast,
  useConfirm,
} from '../../../../web/kit/index.ts';
import { revokeReportToken } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { type MadeToken, TokenDialog } from '../dialogs/TokenDialog.tsx';
import { InstallSteps } from '../parts/InstallSteps.tsx';
import { useReader } from '../parts/use-reader.ts';
import { spanOfSeconds } from '../view/clocks.ts';
import { consoleUrl } from '../view/install.ts';
import { reportMark } from '../view/marks.ts';

interface ReportingProps {
  readonly server: ServerDetail;
}

/** How the server reports: the last report, the token, and the script. */
export function ReportingTab({ server }: ReportingProps) {
  const { t } = useTranslation('servers');
  return (
    <>
      <Section title={t('reporting.lastReport')}>
        {server.report === null ? <EmptyState title={t('reporting.none')} /> : <ReportFacts server={server} report={server.report} />}
      </Section>
      <TokenSection server={server} />
    </>
  );
}

type Report = NonNullable<ServerDetail['report']>;

function ReportFacts({ server, report }: ReportingProps & { readonly report: Report }) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const { mark, word } = reportMark(server.reportState);
  return (
    <Stack gap="md">
      <Facts
        items={[
          [t('reporting.state'), <StatusMark key="v" mark={mark} label={t(word)} />],
          [t('reporting.lastReport'), <TimeAgo key="v" at={server.reportedAt} none={t('never')} />],
          [t('reporting.interval'), spanOfSeconds(report.intervalSeconds, reader)],
          [t('reporting.packageManager'), report.packageManager ?? t('unknown')],
          [t('reporting.listsAt'), <Instant key="v" at={report.listsAt} none={t('unknown')} />],
          [t('reporting.clockSkew'), <ClockSkew key="v" seconds={report.clockSkewSeconds} />],
          [t('reporting.bootedAt'), <Instant key="v" at={report.bootedAt} none={t('unknown')} />],
          [t('reporting.rebootBecause'), report.rebootBecause === null ? t('unknown') : t(`rebootBecause.${report.rebootBecause}`)],
          [t('reporting.arch'), report.arch],
          [t('reporting.agent'), report.agent],
        ]}
      />
      {report.error !== null && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('reporting.error')}
          </Text>
          <Code block tabIndex={0}>
            {report.error}
          </Code>
        </div>
      )}
    </Stack>
  );
}

/** Seconds that a clock may be off before it is a fact (five minutes). */
const SKEW_LIMIT_SECONDS = 300;

function ClockSkew({ seconds }: { readonly seconds: number }) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const isOff = Math.abs(seconds) > SKEW_LIMIT_SECONDS;
  if (!isOff) return <StatusMark mark="ok" label={t('reporting.clockOk')} />;
  const span = spanOfSeconds(Math.abs(seconds), reader);
  return <StatusMark mark="warning" label={t(seconds > 0 ? 'reporting.clockAhead' : 'reporting.clockBehind', { span })} />;
}

function TokenSection({ server }: ReportingProps) {
  const { t } = useTranslation('servers');
  const [isAsking, setAsking] = useState(false);
  const [made, setMade] = useState<MadeToken | null>(null);
  const mayAct = server.may.includes('servers:act');
  const { reportToken } = server;
  return (
    <>
      <Section title={t('reporting.token')} actions={mayAct && <TokenActions server={server} onMake={() => setAsking(true)} />}>
        {reportToken === null ? <Text size="sm">{t('reporting.tokenNone')}</Text> : <TokenFacts token={reportToken} />}
      </Section>
      {mayAct && (reportToken !== null || made !== null) && (
        <Section title={t('reporting.install')} about={t('connect.text')}>
          <InstallSteps url={made === null ? location.origin : consoleUrl(made.reportUrl)} token={made?.token ?? null} />
        </Section>
      )}
      {isAsking && (
        <TokenDialog
          server={server}
          addressRanges={reportToken?.addressRanges ?? null}
          isFirst={reportToken === null}
          onMade={setMade}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function TokenFacts({ token }: { readonly token: NonNullable<ServerDetail['reportToken']> }) {
  const { t } = useTranslation('servers');
  return (
    <Facts
      items={[
        [t('reporting.tokenHint'), <Code key="v">{token.hint}</Code>],
        [t('reporting.tokenMade'), <Instant key="v" at={token.createdAt} />],
        [t('reporting.tokenUsed'), <TimeAgo key="v" at={token.lastUsedAt} none={t('reporting.tokenUnused')} />],
        [t('reporting.ranges'), token.addressRanges === null ? t('reporting.rangesAny') : token.addressRanges.join(', ')],
      ]}
    />
  );
}

function TokenActions({ server: { id, name, reportToken }, onMake }: ReportingProps & { onMake(): void }) {
  const { t } = useTranslation('servers');
  const ask = useConfirm();
  const revoke = useAction(revokeReportToken);
  const question = () =>
    ask({
      title: t('reporting.revoke'),
      body: t('reporting.revokeAsk', { name }),
      verb: t('reporting.revokeDo', { name }),
      tone: 'danger',
      run: async () => {
        await revoke.run({ id });
        toast.done(t('reporting.revoked'));
      },
    });
  return (
    <Group gap="xs">
      <Button size="compact-sm" onClick={onMake}>
        {t(reportToken === null ? 'reporting.make' : 'reporting.rotate')}
      </Button>
      {reportToken !== null && (
        <Button size="compact-sm" variant="default" onClick={question}>
          {t('reporting.revoke')}
        </Button>
      )}
    </Group>
  );
}
