import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoute } from '../../../../web/api/index.ts';
import { Button, Facts, Group, Section, Show, TimeAgo } from '../../../../web/kit/index.ts';
import { getReputation, getWhois } from '../../contract/spread-routes.ts';

/** What strangers say of an address; asked only when somebody wants to know, for the question itself leaves the house. */
export function Asked({ address }: { readonly address: string }) {
  const { t } = useTranslation('bans');
  const [asked, setAsked] = useState<readonly ('whois' | 'reputation')[]>([]);
  const ask = (what: 'whois' | 'reputation') => setAsked((old) => [...old, what]);
  return (
    <Section title={t('asked.title')} about={t('asked.about')}>
      <Group mb={asked.length === 0 ? 0 : 'md'}>
        {(['whois', 'reputation'] as const)
          .filter((what) => !asked.includes(what))
          .map((what) => (
            <Button key={what} variant="default" onClick={() => ask(what)}>
              {t(`asked.${what}`)}
            </Button>
          ))}
      </Group>
      {asked.includes('whois') && <WhoisFacts address={address} />}
      {asked.includes('reputation') && <ReputationFacts address={address} />}
    </Section>
  );
}

function WhoisFacts({ address }: { readonly address: string }) {
  const { t } = useTranslation('bans');
  const whois = useRoute(getWhois, { ip: address }, { live: false });
  const text = (value: string | null) => <bdi>{value ?? t('unknown')}</bdi>;
  return (
    <Show answer={whois}>
      {(answer) =>
        answer.state === 'known' ? (
          <Facts
            items={[
              [t('asked.owner'), text(answer.organisation)],
              [t('asked.netName'), text(answer.name)],
              [t('network'), text(answer.network)],
              [t('country'), text(answer.country)],
              [t('asked.abuse'), text(answer.abuseContact)],
              [t('asked.source'), text(answer.source)],
            ]}
          />
        ) : (
          <p>{t(`asked.state.${answer.state}`, { detail: answer.detail })}</p>
        )
      }
    </Show>
  );
}

function ReputationFacts({ address }: { readonly address: string }) {
  const { t } = useTranslation('bans');
  const reputation = useRoute(getReputation, { ip: address }, { live: false });
  return (
    <Show answer={reputation}>
      {(answer) =>
        answer.state === 'known' ? (
          <Facts
            items={[
              [t('asked.score'), answer.score === null ? t('unknown') : `${answer.score} %`],
              [t('asked.reports'), t('asked.reportsText', { count: answer.reports ?? 0, reporters: answer.reporters ?? 0 })],
              [t('asked.lastReported'), <TimeAgo key="last" at={answer.lastReportedAt} none={t('never')} />],
              [t('asked.provider'), <bdi key="provider">{answer.provider ?? t('unknown')}</bdi>],
            ]}
          />
        ) : (
          <p>{t(`asked.state.${answer.state}`, { detail: answer.detail })}</p>
        )
      }
    </Show>
  );
}
