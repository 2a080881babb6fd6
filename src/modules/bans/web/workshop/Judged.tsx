import { useTranslation } from 'react-i18next';
import type { OutputOf } from '../../../../web/api/index.ts';
import { EmptyState, type Mark, Section, StatusMark, Table, useFormat, WideTable } from '../../../../web/kit/index.ts';
import type { regexTest } from '../../contract/workshop-routes.ts';

type Answer = OutputOf<typeof regexTest>;
type Line = Answer['lines'][number];

const MARKS: Readonly<Record<Line['verdict'], Mark>> = { matched: 'critical', missed: 'off', ignored: 'muted', skipped: 'unknown' };
const SHOWN = 500;

/** Line by line: matched or not, by which expression, whom it would ban and when. */
export function Judged({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation('bans');
  const { number } = useFormat();
  const { counts, lines, failregex, isCut } = answer;
  return (
    <Section
      title={t('workshop.judged', { matched: number(counts.matched), missed: number(counts.missed), ignored: number(counts.ignored) })}
      {...(isCut ? { about: t('workshop.cut') } : {})}
    >
      {failregex.length > 0 && (
        <details>
          <summary>{t('workshop.hits')}</summary>
          <ol className="bn-code">
            {failregex.map(({ regex, hits }) => (
              <li key={regex}>{`${number(hits)} · ${regex}`}</li>
            ))}
          </ol>
        </details>
      )}
      {lines.length === 0 ? <EmptyState title={t('workshop.noLines')} /> : <LineTable lines={lines.slice(0, SHOWN)} />}
      {lines.length > SHOWN && <p>{t('workshop.more', { count: lines.length - SHOWN })}</p>}
    </Section>
  );
}

function LineTable({ lines }: { readonly lines: readonly Line[] }) {
  const { t } = useTranslation('bans');
  return (
    <WideTable minWidth={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('workshop.line')}</Table.Th>
          <Table.Th>{t('workshop.verdict')}</Table.Th>
          <Table.Th>{t('workshop.found')}</Table.Th>
          <Table.Th>{t('workshop.text')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map((line) => (
          <Table.Tr key={line.number}>
            <Table.Td className="ct-figures">{line.number}</Table.Td>
            <Table.Td>
              <Verdict line={line} />
            </Table.Td>
            <Table.Td>
              <Found line={line} />
            </Table.Td>
            <Table.Td className="bn-code">
              <bdi>{line.text}</bdi>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

function Verdict({ line: { verdict, regex, isPending } }: { readonly line: Line }) {
  const { t } = useTranslation('bans');
  const label = isPending ? t('workshop.pending') : t(`workshop.verdicts.${verdict}`);
  return (
    <StatusMark
      mark={isPending ? 'warning' : MARKS[verdict]}
      label={label}
      {...(regex === null ? {} : { why: t('workshop.byRegex', { regex }) })}
    />
  );
}

function Found({ line: { failures } }: { readonly line: Line }) {
  const { exact } = useFormat();
  return failures.map(({ host, time, user }) => (
    <div key={`${host} ${time ?? ''} ${user ?? ''}`}>
      <bdi>{[host, user].filter((part) => part !== null).join(', ')}</bdi>
      {time !== null && <div className="bn-dim">{exact(time)}</div>}
    </div>
  ));
}
