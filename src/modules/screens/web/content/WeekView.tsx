import { useTranslation } from 'react-i18next';
import { useAction, useCan, useRoute, useZone } from '../../../../web/api/index.ts';
import {
  Badge,
  Button,
  Group,
  LoadingLines,
  ProblemState,
  Text,
  toast,
  useConfirm,
  useFormat,
  useNow,
  useSiteFilter,
} from '../../../../web/kit/index.ts';
import { listOccurrences, skipOccurrence } from '../../contract/content-routes.ts';
import type { Occurrence } from '../../contract/content-shapes.ts';
import { GroupSwatch } from '../parts/GroupSwatch.tsx';
import { OpenEvent } from './OpenEvent.tsx';

interface WeekViewProps {
  /** Any day of the week that is shown; absent: of this one. */
  readonly day: string | undefined;
  /** Null: this week. */
  onWeek(day: string | null): void;
}

/** A week, day by day, by the clock of whoever looks. */
export function WeekView({ day, onWeek }: WeekViewProps) {
  const { t } = useTranslation('screens');
  const format = useFormat();
  const zone = useZone();
  const siteId = useSiteFilter();
  const today = Temporal.Instant.fromEpochMilliseconds(useNow()).toZonedDateTimeISO(zone).toPlainDate();
  const shown = day === undefined ? today : Temporal.PlainDate.from(day);
  const monday = shown.subtract({ days: shown.dayOfWeek - 1 });
  const at = (date: Temporal.PlainDate): string => date.toZonedDateTime(zone).toInstant().toString();
  const days = Array.from({ length: 7 }, (_, index) => monday.add({ days: index }));
  const window = { from: at(monday), to: at(monday.add({ days: 7 })), ...(siteId === undefined ? {} : { siteId }) };
  const answer = useRoute(listOccurrences, window, { keepLast: true });
  const items = answer.value?.items ?? [];
  const ofDay = (date: Temporal.PlainDate) =>
    items.filter(({ start }) => {
      const begins = Temporal.Instant.from(start).toZonedDateTimeISO(zone).toPlainDate();
      // What has begun before the week stands on its first day.
      return begins.equals(date) || (date.equals(monday) && Temporal.PlainDate.compare(begins, monday) < 0);
    });
  return (
    <section className="sc-week" aria-label={t('events.week', { day: format.date(at(monday), zone) })}>
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={() => onWeek(monday.subtract({ days: 7 }).toString())}>
          {t('events.before')}
        </Button>
        <Button size="compact-sm" variant="default" disabled={day === undefined} onClick={() => onWeek(null)}>
          {t('events.today')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onWeek(monday.add({ days: 7 }).toString())}>
          {t('events.after')}
        </Button>
        <Text fw={600}>{t('events.week', { day: format.date(at(monday), zone) })}</Text>
      </Group>
      {answer.isLoading && <LoadingLines />}
      {answer.problem !== null && answer.value === undefined && <ProblemState problem={answer.problem} onRetry={answer.refetch} />}
      {answer.value !== undefined && items.length === 0 && <Text c="dimmed">{t('events.emptyWeek')}</Text>}
      {answer.value?.isCut === true && <Text c="dimmed">{t('events.cut')}</Text>}
      {days
        .map((date) => ({ date, those: ofDay(date) }))
        .filter(({ those }) => those.length > 0)
        .map(({ date, those }) => (
          <div key={date.toString()}>
            <h2>{format.day(at(date), zone)}</h2>
            <ul>
              {those.map((one) => (
                <Happening key={`${one.eventId} ${one.start}`} occurrence={one} />
              ))}
            </ul>
          </div>
        ))}
    </section>
  );
}

function Happening({ occurrence }: { readonly occurrence: Occurrence }) {
  const { t } = useTranslation('screens');
  const format = useFormat();
  const mayPlan = useCan('screens:schedule');
  const { eventId, title, start, end, type, isSeries, overlaps, groups } = occurrence;
  return (
    <li className="sc-happening">
      <time dateTime={start} className="ct-figures">
        {isAllDay(occurrence, format) ? t('events.allDay') : `${format.clock(start)} – ${format.clock(end)}`}
      </time>
      <span className="sc-title">
        <OpenEvent id={eventId} title={title} />
      </span>
      <span className="sc-dim">{t(`events.types.${type}`)}</span>
      {isSeries && <Badge variant="default">{t('events.series')}</Badge>}
      {overlaps && <Badge variant="default">{t('events.overlaps')}</Badge>}
      {groups.map(({ id, name, colour }) => (
        <span key={id}>
          <GroupSwatch colour={colour} /> <bdi>{name}</bdi>
        </span>
      ))}
      {isSeries && mayPlan && <SkipButton occurrence={occurrence} />}
    </li>
  );
}

/** From midnight to midnight, by the clock of the page. */
const isAllDay = ({ start, end }: Occurrence, { clock }: ReturnType<typeof useFormat>): boolean =>
  clock(start) === clock(end) &&
  Temporal.Instant.from(end).since(Temporal.Instant.from(start)).total('hours') <= 25 &&
  /^0?0[:.]00$/.test(clock(start));

function SkipButton({ occurrence: { eventId, start, title } }: { readonly occurrence: Occurrence }) {
  const { t } = useTranslation('screens');
  const format = useFormat();
  const ask = useConfirm();
  const { run } = useAction(skipOccurrence);
  const day = format.day(start);
  const skip = () =>
    ask({
      ...{ title: t('events.skip', { day }), body: t('events.skipAsk'), verb: t('events.skip', { day }), tone: 'danger' },
      run: async () => {
        await run({ id: eventId, start });
        toast.done(t('events.skipped', { title, day }));
      },
    });
  return (
    <Button size="compact-xs" variant="subtle" color="gray" onClick={skip}>
      {t('events.skip', { day })}
    </Button>
  );
}
