import { useTranslation } from 'react-i18next';
import { Table } from '../../kit/mantine.ts';
import { AppLink } from '../../kit/navigation.tsx';
import { Facts } from '../../kit/Page.tsx';
import { Instant } from '../../kit/Time.tsx';
import type { Row } from './AuditPage.tsx';
import { changesBetween } from './changes.ts';

/** One act: who, from where, and each field before and after. */
export function AuditDetail({ row }: { readonly row: Row }) {
  const { t } = useTranslation('kernel');
  const { actor, subject } = row;
  const changes = changesBetween(row.before, row.after);
  return (
    <>
      <Facts
        items={[
          [t('audit.at'), <Instant key="at" at={row.at} />],
          [t('audit.who'), `${actor.name} (${t(`audit.actors.${actor.kind}`)}${actor.viaToken ? `, ${t('audit.viaToken')}` : ''})`],
          [t('audit.address'), row.address ?? '–'],
          [
            t('audit.subject'),
            <AppLink
              key="subject"
              href={`/audit?subjectId=${encodeURIComponent(subject.id)}`}
            >{`${subject.name} (${subject.kind})`}</AppLink>,
          ],
          [t('audit.request'), <code key="request">{row.requestId ?? '–'}</code>],
        ]}
      />
      {changes.length > 0 && (
        <Table mt="md" layout="fixed" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('audit.field')}</Table.Th>
              <Table.Th>{t('audit.before')}</Table.Th>
              <Table.Th>{t('audit.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ path, before, after }) => (
              <Table.Tr key={path}>
                <Table.Td className="ct-wrap">{path}</Table.Td>
                <Table.Td className="ct-wrap ct-removed">{textOf(before)}</Table.Td>
                <Table.Td className="ct-wrap ct-added">{textOf(after)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}

const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'string') return value;
  const line = JSON.stringify(value);
  return line.length <= 60 ? line : JSON.stringify(value, null, 1);
};
