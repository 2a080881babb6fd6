import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useList } from '../../../../web/api/index.ts';
import {
  ChoiceFilter,
  Code,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  Instant,
  type Mark,
  Modal,
  SearchFilter,
  Section,
  StatusMark,
  Text,
  useUrlFilters,
} from '../../../../web/kit/index.ts';
import type { ScreenDetail } from '../../contract/screen-shapes.ts';
import { listScreenLogs } from '../../contract/watch-routes.ts';
import type { LogLine } from '../../contract/watch-shapes.ts';
import { LOG_LEVELS, type LogLevel } from '../../domain/watch.ts';
import './watch.css';

const MARKS: Readonly<Record<LogLevel, Mark>> = { ERROR: 'critical', WARN: 'warning', INFO: 'ok', DEBUG: 'unknown' };
const isLevel = (text: string): text is LogLevel => LOG_LEVELS.some((level) => level === text);
const FILTERS = { level: z.string().refine((text) => text.split(',').every(isLevel)), q: z.string(), since: z.enum(['1', '24', '168']) };
const SINCE = ['1', '24', '168'] as const;

/** What a player has written into its log, newest first. */
export function LogsTab({ screen }: { readonly screen: ScreenDetail }) {
  const { t } = useTranslation('screens');
  const [{ level, q, since }, change] = useUrlFilters(FILTERS);
  const [shown, setShown] = useState<LogLine | null>(null);
  // Fixed for as long as the filter stands: an instant that moves would ask anew with every drawing.
  const from = useMemo(
    () =>
      since === undefined
        ? {}
        : {
            from: Temporal.Now.instant()
              .subtract({ hours: Number(since) })
              .toString(),
          },
    [since],
  );
  const input = { id: screen.id, limit: 100, ...(level === undefined ? {} : { level }), ...(q === undefined ? {} : { q }), ...from };
  const lines = useList(listScreenLogs, input);
  const isNarrowed = [level, q, since].some((value) => value !== undefined);
  const clear = () => change({ level: null, q: null, since: null });
  const columns = useColumns();
  return (
    <Section title={t('watch.logs')}>
      <div className="sc-log-filters">
        <FilterBar isFiltered={isNarrowed} onClear={clear}>
          <SearchFilter value={q} onChange={(next) => change({ q: next })} label={t('watch.searchLogs')} />
          <ChoiceFilter
            label={t('watch.level')}
            value={level}
            choices={LOG_LEVELS.map((value) => ({ value, label: t(`watch.levels.${value}`) }))}
            onChange={(next) => change({ level: next })}
          />
          <ChoiceFilter
            single
            label={t('watch.since')}
            value={since}
            choices={SINCE.map((value) => ({ value, label: t('watch.hours', { count: Number(value) }) }))}
            onChange={(next) => change({ since: next })}
          />
        </FilterBar>
      </div>
      <DataTable
        name="screen-logs"
        label={t('watch.logs')}
        list={lines}
        columns={columns}
        rowKey={({ id }) => id}
        rowLabel={({ message }) => message.slice(0, 80)}
        onOpen={setShown}
        fit="content"
        empty={<EmptyState title={t(isNarrowed ? 'watch.noLinesFit' : 'watch.noLines')}>{t('watch.noLinesText')}</EmptyState>}
      />
      {shown !== null && <Line line={shown} onClose={() => setShown(null)} />}
    </Section>
  );
}

function useColumns(): readonly Column<LogLine>[] {
  const { t } = useTranslation('screens');
  return useMemo(
    () => [
      { key: 'message', title: t('watch.message'), width: 320, grow: true, render: ({ message }) => <bdi title={message}>{message}</bdi> },
      {
        ...{ key: 'level', title: t('watch.level'), width: 120, onPhone: true },
        render: ({ level }) => <StatusMark mark={MARKS[level]} label={t(`watch.levels.${level}`)} />,
      },
      { key: 'at', title: t('watch.at'), width: 180, onPhone: true, render: ({ at }) => <Instant at={at} none="" /> },
    ],
    [t],
  );
}

/** One line whole, with its context. */
function Line({ line: { at, level, message, context }, onClose }: { readonly line: LogLine; onClose(): void }) {
  const { t } = useTranslation('screens');
  return (
    <Modal opened onClose={onClose} title={t(`watch.levels.${level}`)} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
      <Text size="sm" c="dimmed">
        <Instant at={at} none="" />
      </Text>
      <Code block my="sm">
        {message}
      </Code>
      {context !== null && <Code block>{context}</Code>}
    </Modal>
  );
}
