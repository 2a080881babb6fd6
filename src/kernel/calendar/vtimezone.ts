/** How long after the last change a published zone must still be right. Programs that know the zone's name use their own rules. */
const YEARS_AHEAD = 10;

interface Observance {
  readonly kind: 'STANDARD' | 'DAYLIGHT';
  readonly name: string;
  readonly offsetFrom: string;
  readonly offsetTo: string;
  /** The local time, by the clock before the change, at which it sets in. */
  readonly onset: Temporal.PlainDateTime;
}

/**
 * The VTIMEZONE of a zone (RFC 5545 section 3.6.5): every change of its clock from the one before `from` to ten years after
 * `changedAt`, each for itself. Not as yearly rules, which would have to be guessed from the changes and which zones leave;
 * not as RDATEs, of which ical.js (Thunderbird) reads the first alone.
 */
export function vtimezone(zone: string, { from, changedAt }: { from: Temporal.Instant; changedAt: Temporal.Instant }): string {
  const until = changedAt.toZonedDateTimeISO('UTC').add({ years: YEARS_AHEAD }).toInstant();
  return ['BEGIN:VTIMEZONE', `TZID:${zone}`, ...observances(zone, from, until).flatMap(component), 'END:VTIMEZONE'].join('\r\n');
}

const component = ({ kind, name, offsetFrom, offsetTo, onset }: Observance): string[] => [
  `BEGIN:${kind}`,
  `DTSTART:${localText(onset)}`,
  `TZOFFSETFROM:${offsetFrom}`,
  `TZOFFSETTO:${offsetTo}`,
  `TZNAME:${name}`,
  `END:${kind}`,
];

function observances(zone: string, from: Temporal.Instant, until: Temporal.Instant): Observance[] {
  const local = from.toZonedDateTimeISO(zone);
  const begin = local.getTimeZoneTransition('previous');
  const found = [begin === null ? sinceEver(local) : observance(begin)];
  for (let change = local.getTimeZoneTransition('next'); change !== null; change = change.getTimeZoneTransition('next')) {
    if (Temporal.Instant.compare(change.toInstant(), until) > 0) break;
    found.push(observance(change));
  }
  return found;
}

/** A zone without a change before `local`: its one offset holds since the first year that calendar programs know. */
function sinceEver(local: Temporal.ZonedDateTime): Observance {
  const onset = Temporal.PlainDateTime.from('1970-01-01T00:00:00');
  return { kind: 'STANDARD', name: nameOf(local), offsetFrom: offsetText(local), offsetTo: offsetText(local), onset };
}

function observance(change: Temporal.ZonedDateTime): Observance {
  const before = change.subtract({ nanoseconds: 1 });
  return {
    kind: change.offsetNanoseconds > before.offsetNanoseconds ? 'DAYLIGHT' : 'STANDARD',
    name: nameOf(change),
    offsetFrom: offsetText(before),
    offsetTo: offsetText(change),
    onset: before.toPlainDateTime().add({ nanoseconds: 1 }),
  };
}

/** `+0100`: hours and minutes, and seconds only where a zone of old has them. */
const offsetText = ({ offset }: Temporal.ZonedDateTime): string => offset.replaceAll(':', '');

const nameOf = (local: Temporal.ZonedDateTime): string => `GMT${local.offset}`.replaceAll(':', '');

/** A local time as RFC 5545 writes it (section 3.3.5), without its zone. */
export const localText = (local: Temporal.PlainDateTime): string => local.toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
