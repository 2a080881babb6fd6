import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Can, useCan, useList } from '../../../../web/api/index.ts';
import { AppLink, Button, EmptyState, LoadingLines, Page, ProblemState, Section, Table, WideTable } from '../../../../web/kit/index.ts';
import { listSpreadRules, type SpreadRule } from '../../contract/spread-routes.ts';
import { SpreadRuleDialog } from '../dialogs/SpreadRuleDialog.tsx';
import { Advices } from '../lists/Advices.tsx';
import { Offers } from '../lists/Offers.tsx';
import { isEmpty } from '../view/is-empty.ts';
import '../parts/bans.css';

/** What several hosts have met is banned on the others: offers, rules, and networks that attack together. */
export default function SpreadPage() {
  const { t } = useTranslation('bans');
  const [opened, setOpened] = useState<SpreadRule | 'new' | null>(null);
  return (
    <Page
      title={t('spread.title')}
      actions={
        <Can do="bans:lists">
          <Button onClick={() => setOpened('new')}>{t('spread.add')}</Button>
        </Can>
      }
    >
      <Offers />
      <Advices />
      <Rules onOpen={setOpened} />
      {opened !== null && <SpreadRuleDialog rule={opened === 'new' ? null : opened} onClose={() => setOpened(null)} />}
    </Page>
  );
}

function Rules({ onOpen }: { onOpen(rule: SpreadRule): void }) {
  const { t } = useTranslation('bans');
  const rules = useList(listSpreadRules, { limit: 100 });
  return (
    <Section title={t('spread.rules')} about={t('spread.rulesAbout')}>
      {rules.problem !== null && rules.items.length === 0 && <ProblemState problem={rules.problem} onRetry={rules.refetch} />}
      {rules.isLoading && <LoadingLines lines={3} />}
      {isEmpty(rules) && <EmptyState title={t('spread.noRules')} action={<AppLink href="/bans/hosts">{t('jails.toHosts')}</AppLink>} />}
      {rules.items.length > 0 && (
        <WideTable minWidth={560}>
          <Table.Tbody>
            {rules.items.map((rule) => (
              <RuleRow key={rule.id} rule={rule} onOpen={() => onOpen(rule)} />
            ))}
          </Table.Tbody>
        </WideTable>
      )}
    </Section>
  );
}

function RuleRow({ rule, onOpen }: { readonly rule: SpreadRule; onOpen(): void }) {
  const { t } = useTranslation('bans');
  const mayChange = useCan('bans:lists', rule.site.id);
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{rule.name}</bdi>
      </Table.Td>
      <Table.Td>{t('spread.sentence', { count: rule.bans, hours: rule.withinHours, hosts: rule.onHosts })}</Table.Td>
      <Table.Td>{t(rule.isOn ? (rule.appliesItself ? 'spread.applies' : 'spread.offersOnly') : 'spread.off')}</Table.Td>
      <Table.Td>{rule.site.name}</Table.Td>
      <Table.Td align="right">
        {mayChange && (
          <Button size="compact-sm" variant="default" aria-label={t('spread.editRule', { name: rule.name })} onClick={onOpen}>
            {t('blocklists.change')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
