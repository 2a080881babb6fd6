import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { Alert, AppLink, Code, Facts, Page, Section, Show, StatusMark, useFormat, useParam } from '../../../../web/kit/index.ts';
import { getHost } from '../../contract/host-routes.ts';
import type { HostDetail, JailDetail } from '../../contract/host-shapes.ts';
import { getJail } from '../../contract/jail-routes.ts';
import { Ignored } from '../detail/Ignored.tsx';
import { JailActions } from '../detail/JailActions.tsx';
import { RuntimeSettings } from '../detail/RuntimeSettings.tsx';
import { JailStatus } from '../parts/JailStatus.tsx';
import { hostHref } from '../view/host-href.ts';
import '../parts/bans.css';

/** One jail: asked of its host while that answers, else as it was last seen. */
export default function JailPage() {
  const { t } = useTranslation('bans');
  const [id, name] = [useParam('id'), useParam('jail')];
  const host = useRoute(getHost, { id });
  const live = useRoute(getJail, { id, jail: name, source: 'live' });
  const seen = useRoute(getJail, { id, jail: name }, { enabled: live.problem !== null });
  const jail = live.value ?? seen.value;
  if (jail === undefined || host.value === undefined)
    return (
      <Page title={name}>
        {live.isLoading && <p role="status">{t('jails.asking')}</p>}
        <Show answer={live.problem === null ? live : seen}>{() => null}</Show>
      </Page>
    );
  return <Jail jail={jail} host={host.value} />;
}

function Jail({ jail, host }: { readonly jail: JailDetail; readonly host: HostDetail }) {
  const { t } = useTranslation('bans');
  const { instant } = useFormat();
  return (
    <Page
      title={jail.name}
      aside={
        <>
          <JailStatus jail={jail} />
          <AppLink href={hostHref(host.id)}>{host.name}</AppLink>
        </>
      }
      actions={host.may.includes('bans:configure') ? <JailActions jail={jail} host={host} /> : undefined}
    >
      {jail.source === 'archive' && (
        <Alert color="gray" mb="md" title={t('jails.notLive')}>
          {t('jails.notLiveText', { at: instant(jail.settingsAt ?? jail.seenAt) })}
        </Alert>
      )}
      <Figures jail={jail} />
      {host.may.includes('bans:configure') && (
        <RuntimeSettings key={`${jail.banSeconds} ${jail.findSeconds} ${jail.maxRetry}`} jail={jail} hostId={host.id} />
      )}
      <Ignored jail={jail} host={host} />
      <Expressions title={t('jails.failRegex')} about={t('jails.failRegexAbout')} lines={jail.failRegex} />
      <Expressions title={t('jails.ignoreRegex')} about={t('jails.ignoreRegexAbout')} lines={jail.ignoreRegex} />
      <Actions jail={jail} />
    </Page>
  );
}

function Figures({ jail }: { readonly jail: JailDetail }) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const bans = `/bans/list?host=${jail.host.id}&jail=${encodeURIComponent(jail.name)}`;
  return (
    <Section title={t('jails.figures')} actions={<AppLink href={bans}>{t('jails.toBans')}</AppLink>}>
      <Facts
        items={[
          [t('jails.currentlyBanned'), number(jail.currentlyBanned)],
          [t('jails.totalBanned'), number(jail.totalBanned)],
          [t('jails.currentlyFailed'), number(jail.currentlyFailed)],
          [t('jails.totalFailed'), number(jail.totalFailed)],
          ...(jail.backend === '' ? [] : [[t('jails.backend'), jail.backend] as const]),
          ...(jail.logPaths.length === 0 ? [] : [[t('jails.logPaths'), <Code key="logs">{jail.logPaths.join('\n')}</Code>] as const]),
          ...(jail.journalMatches.length === 0
            ? []
            : [[t('jails.journal'), <Code key="journal">{jail.journalMatches.join('\n')}</Code>] as const]),
        ]}
      />
    </Section>
  );
}

interface ExpressionsProps {
  readonly title: string;
  readonly about: string;
  readonly lines: readonly string[];
}

function Expressions({ title, about, lines }: ExpressionsProps) {
  const { t } = useTranslation('bans');
  return (
    <Section title={title} about={about}>
      {lines.length === 0 ? (
        <p>{t('jails.noExpressions')}</p>
      ) : (
        <ol className="bn-code">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function Actions({ jail: { actions } }: { readonly jail: JailDetail }) {
  const { t } = useTranslation('bans');
  return (
    <Section title={t('jails.actions')} about={t('jails.actionsAbout')}>
      {actions.length === 0 ? (
        <StatusMark mark="critical" label={t('jails.no-action')} why={t('jails.no-action-why')} />
      ) : (
        actions.map(({ name, settings }) => (
          <details key={name}>
            <summary>{name}</summary>
            <Facts
              items={Object.entries(settings).map(
                ([key, value]) =>
                  [
                    key,
                    <span key={key} className="bn-code">
                      {value}
                    </span>,
                  ] as const,
              )}
            />
          </details>
        ))
      )}
    </Section>
  );
}
