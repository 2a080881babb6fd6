import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../../../web/kit/format.ts';
import { Button, Table } from '../../../../web/kit/index.ts';
import type { Server } from '../../contract/shapes.ts';
import { clockOf, DAY_MINUTES, type InUseDay, inUseDays, minuteOf } from '../view/in-use-days.ts';
import { useReader } from './use-reader.ts';

interface InUseStripProps {
  readonly server: Pick<Server, 'serviceWindow' | 'alwaysInUse'>;
}

/** The in-use hours of seven days by the server's clock, as a picture or as a table. */
export function InUseStrip({ server }: InUseStripProps) {
  const { t } = useTranslation('servers');
  const reader = useReader();
  const [isTable, setTable] = useState(false);
  const zone = server.serviceWindow?.timeZone ?? reader.zone;
  const days = inUseDays({ ...server.serviceWindow, alwaysInUse: server.alwaysInUse }, zone, reader.now);
  return (
    <figure className="sv-strip">
      {isTable ? <StripTable days={days} /> : <StripPicture days={days} zone={zone} />}
      <figcaption className="sv-second">
        {t('strip.caption', { zone })}
        <Button size="compact-xs" variant="subtle" onClick={() => setTable(!isTable)}>
          {t(isTable ? 'strip.showPicture' : 'strip.showTable')}
        </Button>
      </figcaption>
    </figure>
  );
}

const ROW = 22;
const LEFT = 76;
const WIDTH = 700;
const TOP = 18;
const TICKS = [0, 4, 8, 12, 16, 20, 24];

const xOf = (minute: number): number => LEFT + ((WIDTH - LEFT - 8) * minute) / DAY_MINUTES;

function StripPicture({ days, zone }: { readonly days: readonly InUseDay[]; readonly zone: string }) {
  const { t } = useTranslation('servers');
  const dayName = useDayName();
  const { now } = useReader();
  const nowX = xOf(minuteOf(now, now.toZonedDateTimeISO(zone)));
  const bottom = TOP + days.length * ROW;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${bottom + 4}`} role="img" aria-label={t('strip.alt')} className="sv-strip-picture">
      {TICKS.map((hour) => (
        <g key={hour}>
          <line x1={xOf(hour * 60)} x2={xOf(hour * 60)} y1={TOP - 2} y2={bottom} className="sv-strip-tick" />
          <text x={xOf(hour * 60)} y={TOP - 6} textAnchor="middle" className="sv-strip-label">
            {hour}
          </text>
        </g>
      ))}
      {days.map((day, row) => (
        <g key={day.date.toString()} transform={`translate(0 ${TOP + row * ROW})`}>
          <text x={LEFT - 8} y={ROW - 7} textAnchor="end" className="sv-strip-label">
            {dayName(day)}
          </text>
          <rect x={xOf(0)} y={3} width={xOf(DAY_MINUTES) - xOf(0)} height={ROW - 6} rx={3} className="sv-strip-day" />
          {day.stretches.map(({ from, until }) => (
            <rect
              key={from}
              x={xOf(from)}
              y={3}
              width={Math.max(1, xOf(until) - xOf(from))}
              height={ROW - 6}
              rx={3}
              className="sv-strip-use"
            />
          ))}
        </g>
      ))}
      <line x1={nowX} x2={nowX} y1={TOP} y2={TOP + ROW} className="sv-strip-now" />
      <path d={`M${nowX - 5} ${TOP - 3}h10l-5 6z`} className="sv-strip-now-head" />
    </svg>
  );
}

function StripTable({ days }: { readonly days: readonly InUseDay[] }) {
  const { t } = useTranslation('servers');
  const dayName = useDayName();
  return (
    <Table withRowBorders>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('strip.day')}</Table.Th>
          <Table.Th>{t('strip.hours')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {days.map((day) => (
          <Table.Tr key={day.date.toString()}>
            <Table.Td>{dayName(day)}</Table.Td>
            <Table.Td className="ct-figures">
              {stretchesText(day, t)}
              {day.lengthHours !== 24 && ` (${t('strip.longDay', { hours: day.lengthHours })})`}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function stretchesText({ stretches }: InUseDay, t: (key: string) => string): string {
  if (stretches.length === 0) return t('strip.notInUse');
  if (stretches.some(({ from, until }) => from === 0 && until === DAY_MINUTES)) return t('strip.allDay');
  return [...new Set(stretches.map(({ from, until }) => `${clockOf(from)}–${clockOf(until)}`))].join(', ');
}

function useDayName(): (day: InUseDay) => string {
  const { language } = useReader();
  const formatter = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  return ({ date }) => formatter.format(date.toZonedDateTime('UTC').epochMilliseconds);
}
