import { useTranslation } from 'react-i18next';
import { Facts, Section, StatusMark, TimeAgo, useFormat } from '../../../../web/kit/index.ts';
import type { Blocklist } from '../../contract/blocklist-shapes.ts';

/** Where a list comes from, where it goes, and what of it stands on each host. */
export function BlocklistFacts({ list }: { readonly list: Blocklist }) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  return (
    <Section title={t('blocklists.about')}>
      <Facts
        items={[
          [t('blocklists.url'), list.url === null ? t('blocklists.uploaded') : <bdi key="url">{list.url}</bdi>],
          [t('blocklists.format'), t(`blocklists.formats.${list.format}`)],
          [t('jail'), list.jail],
          [t('blocklists.networks'), number(list.networks)],
          [t('blocklists.cap'), number(list.cap)],
          [t('blocklists.lastGood'), <TimeAgo key="good" at={list.lastGoodAt} none={t('never')} />],
          [t('blocklists.next'), <TimeAgo key="next" at={list.nextImportAt} none={t('blocklists.byHand')} />],
          ...list.placed.map(({ host, placed, pending, failure, failureDetail }) => {
            const mark = failure !== null ? 'critical' : pending > 0 ? 'warning' : 'ok';
            const label = t('blocklists.placed', { placed: number(placed), pending: number(pending) });
            return [
              host.name,
              <StatusMark key={host.id} mark={mark} label={label} {...(failureDetail === '' ? {} : { why: failureDetail })} />,
            ] as const;
          }),
        ]}
      />
    </Section>
  );
}
