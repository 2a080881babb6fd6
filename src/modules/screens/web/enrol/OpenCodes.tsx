import { useTranslation } from 'react-i18next';
import { useAction, useRoute } from '../../../../web/api/index.ts';
import { Button, Section, Show, Table, TimeAgo, toast, useConfirm, WideTable } from '../../../../web/kit/index.ts';
import { type EnrolmentCode, listEnrolmentCodes, revokeEnrolmentCode } from '../../contract/enrolment-routes.ts';

/** Codes that are still good, and who made them. */
export function OpenCodes() {
  const { t } = useTranslation('screens');
  const codes = useRoute(listEnrolmentCodes, {});
  return (
    <Section title={t('enrol.open')} about={t('enrol.openAbout')}>
      <Show answer={codes} lines={2}>
        {({ items }) => (items.length === 0 ? <span className="sc-dim">{t('enrol.openNone')}</span> : <CodeTable codes={items} />)}
      </Show>
    </Section>
  );
}

function CodeTable({ codes }: { readonly codes: readonly EnrolmentCode[] }) {
  const { t } = useTranslation('screens');
  return (
    <WideTable minWidth={620}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('enrol.for')}</Table.Th>
          <Table.Th>{t('enrol.by')}</Table.Th>
          <Table.Th>{t('enrol.made')}</Table.Th>
          <Table.Th>{t('enrol.ends')}</Table.Th>
          <Table.Th>{t('enrol.used')}</Table.Th>
          <Table.Th>
            <span className="ct-hidden">{t('enrol.revoke')}</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {codes.map((code) => (
          <CodeRow key={code.id} code={code} />
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function CodeRow({ code: { id, screen, site, by, createdAt, expiresAt, usedAt } }: { readonly code: EnrolmentCode }) {
  const { t } = useTranslation('screens');
  const ask = useConfirm();
  const { run } = useAction(revokeEnrolmentCode);
  const what = screen?.name ?? t('enrol.forNew');
  const question = () =>
    ask({
      title: t('enrol.revokeTitle'),
      body: t('enrol.revokeAsk'),
      verb: t('enrol.revoke'),
      tone: 'danger',
      run: async () => {
        await run({ id });
        toast.done(t('enrol.revoked'));
      },
    });
  return (
    <Table.Tr>
      <Table.Td>
        <bdi>{what}</bdi>
        <span className="sc-dim">, {site.name}</span>
      </Table.Td>
      <Table.Td>{by}</Table.Td>
      <Table.Td>
        <TimeAgo at={createdAt} />
      </Table.Td>
      <Table.Td>
        <TimeAgo at={expiresAt} />
      </Table.Td>
      <Table.Td>
        <TimeAgo at={usedAt} none={t('enrol.usedNot')} />
      </Table.Td>
      <Table.Td className="ct-text-right">
        <Button size="compact-sm" variant="default" aria-label={t('enrol.revokeFor', { what })} onClick={question}>
          {t('enrol.revoke')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
