import { useTranslation } from 'react-i18next';
import type { OutputOf } from '../../../../web/api/index.ts';
import { Table, WideTable } from '../../../../web/kit/index.ts';
import type { readConfigVersion } from '../../contract/config-routes.ts';

type StreamDifference = OutputOf<typeof readConfigVersion>['difference'];

/** What fail2ban would do otherwise, jail by jail; not how the files differ. */
export function Difference({ difference: { addedJails, removedJails, changes, isCut } }: { readonly difference: StreamDifference }) {
  const { t } = useTranslation('bans');
  const isSame = addedJails.length === 0 && removedJails.length === 0 && changes.length === 0;
  if (isSame) return <p>{t('config.sameEffect')}</p>;
  return (
    <>
      {addedJails.length > 0 && <p>{t('config.addedJails', { jails: addedJails.join(', ') })}</p>}
      {removedJails.length > 0 && <p className="ct-mark-critical">{t('config.removedJails', { jails: removedJails.join(', ') })}</p>}
      {changes.length > 0 && (
        <WideTable minWidth={560}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('jail')}</Table.Th>
              <Table.Th>{t('config.what')}</Table.Th>
              <Table.Th>{t('config.before')}</Table.Th>
              <Table.Th>{t('config.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map(({ jail, kind, name, before, after }) => (
              <Table.Tr key={`${jail ?? ''} ${kind} ${name}`}>
                <Table.Td>{jail ?? t('config.server')}</Table.Td>
                <Table.Td>{t(`config.kind.${kind}`, { name })}</Table.Td>
                <Table.Td className="bn-code">{before.join('\n')}</Table.Td>
                <Table.Td className="bn-code">{after.join('\n')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      {isCut && <p>{t('config.moreChanges')}</p>}
    </>
  );
}
