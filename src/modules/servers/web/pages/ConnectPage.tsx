import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, type OutputOf, useAction, useRoute } from '../../../../web/api/index.ts';
import {
  AppLink,
  attempt,
  Button,
  EmptyState,
  Group,
  Loader,
  Page,
  Section,
  Show,
  Stack,
  StatusMark,
  Text,
  useFormat,
  useParam,
} from '../../../../web/kit/index.ts';
import { getServer, makeReportToken } from '../../contract/routes.ts';
import type { ServerDetail } from '../../contract/shapes.ts';
import { EnrolmentTokens } from '../parts/EnrolmentTokens.tsx';
import { InstallSteps } from '../parts/InstallSteps.tsx';
import { consoleUrl } from '../view/install.ts';
import { reportMark } from '../view/marks.ts';
import '../parts/servers.css';

/** Connects a server: token, commands, and the first report as it arrives. */
export default function ConnectPage() {
  const { t } = useTranslation('servers');
  const id = useParam('id');
  const server = useRoute(getServer, { id });
  if (server.value?.may.includes('servers:act') === true) return <Connect server={server.value} />;
  return (
    <Page title={t('title')}>
      <Show answer={server}>{() => <EmptyState title={t('edit.notAllowed')} />}</Show>
    </Page>
  );
}

function Connect({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const make = useAction(makeReportToken);
  const [made, setMade] = useState<OutputOf<typeof makeReportToken> | null>(null);
  return (
    <Page title={t('connect.title', { name: server.name })}>
      <Section title={t('connect.token')} about={t('connect.text')}>
        {made === null ? (
          <Stack gap="sm">
            {server.reportToken !== null && <Text size="sm">{t('connect.isReplaced')}</Text>}
            <Group gap="sm">
              <Button loading={make.isPending} onClick={() => attempt(async () => setMade(await make.run({ id: server.id })))}>
                {t('connect.make')}
              </Button>
              <AppLink href={`/servers/${server.id}`}>{t('connect.later')}</AppLink>
            </Group>
          </Stack>
        ) : (
          <InstallSteps url={consoleUrl(made.reportUrl)} token={made.token} />
        )}
      </Section>
      {(made !== null || server.reportToken !== null) && <FirstReport server={server} />}
      <Can do="servers:create">
        <EnrolmentTokens />
      </Can>
    </Page>
  );
}

/** Waits for the first report; live events bring it without a reload. */
function FirstReport({ server }: { readonly server: ServerDetail }) {
  const { t } = useTranslation('servers');
  const format = useFormat();
  const { reportedAt, pendingUpdates, pendingSecurityUpdates, reportState, name, id } = server;
  if (reportedAt === null) {
    return (
      <Group gap="sm" role="status">
        <Loader size="sm" aria-hidden />
        <Text size="sm">{t('connect.waiting')}</Text>
      </Group>
    );
  }
  const { mark, word } = reportMark(reportState);
  const at = format.instant(reportedAt);
  const sentence =
    pendingUpdates === null
      ? t('connect.arrivedUnknown', { at, state: t(word) })
      : t('connect.arrived', { at, pending: pendingUpdates, security: pendingSecurityUpdates ?? t('unknown') });
  return (
    <Stack gap="xs" role="status">
      <StatusMark mark={mark} label={sentence} />
      <AppLink href={`/servers/${id}`}>{t('connect.open', { name })}</AppLink>
    </Stack>
  );
}
