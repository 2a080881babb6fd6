import { checkWindow, type ServiceWindow } from '../../../../shared/window.ts';
import type { Server } from '../../contract/shapes.ts';
import { bothClocks, clockPair, spanText } from './clocks.ts';
import type { Reader } from './reader.ts';
import { isEveryDay, weekdaysText } from './weekdays.ts';

/** What the window sentences need of a server. */
export type InUseServer = Pick<Server, 'serviceWindow' | 'alwaysInUse' | 'serviceWindowStatus' | 'nextSafeAt' | 'nextRiskyAt'>;

/** "in use 08:00–22:00", with the weekdays where they are not all seven. */
export function hoursText(server: InUseServer, { t, language }: Reader): string {
  if (server.alwaysInUse) return t('window.always');
  if (server.serviceWindow === null) return t('window.none');
  const { start, end, weekdays } = server.serviceWindow;
  if (isEveryDay(weekdays)) return t('window.hours', { start, end });
  return t('window.hoursOnDays', { start, end, days: weekdaysText(weekdays, language) });
}

/** "risky until 22:00 there (23:00 here)", "safe until …", or that it is not known. */
export function statusUntilText(server: InUseServer, reader: Reader): string {
  const { serviceWindowStatus: status, nextSafeAt, nextRiskyAt } = server;
  const flip = status === 'risky' ? nextSafeAt : nextRiskyAt;
  if (status === 'unknown') return reader.t('window.unknown');
  if (flip === null) return reader.t(`window.${status}Always`);
  return reader.t(`window.${status}Until`, { until: bothClocks(Temporal.Instant.from(flip), zoneOfServer(server), reader) });
}

/** One whole sentence: hours, zone, both clocks now, how long until it flips and when. */
export function windowSentence(server: InUseServer, reader: Reader): string {
  const { serviceWindowStatus: status, nextSafeAt, nextRiskyAt, serviceWindow } = server;
  if (status === 'unknown') return reader.t('window.unknownSentence');
  const flip = status === 'risky' ? nextSafeAt : nextRiskyAt;
  if (flip === null || serviceWindow === null) return reader.t(`window.${status}AlwaysSentence`);
  const at = Temporal.Instant.from(flip);
  return reader.t(`window.${status}Sentence`, {
    hours: hoursText(server, reader),
    zone: serviceWindow.timeZone,
    clocks: nowClocks(serviceWindow.timeZone, reader),
    span: spanText(reader.now, at, reader),
    at: bothClocks(at, serviceWindow.timeZone, reader),
  });
}

/** That maintenance opens the server, whatever its hours say; '' without any. */
export function maintainedSentence({ maintenance, ...server }: InUseServer & Pick<Server, 'maintenance'>, reader: Reader): string {
  if (maintenance === null) return '';
  return reader.t('window.maintainedSentence', {
    until: bothClocks(Temporal.Instant.from(maintenance.endsAt), zoneOfServer(server), reader),
  });
}

/** "there 14:12, you 15:12", or "14:12" where both clocks agree. */
export function nowClocks(serverZone: string, reader: Reader): string {
  const { there, here } = clockPair(reader.now, serverZone, reader);
  return here === null ? there : reader.t('clocks.nowBoth', { there, here });
}

/** What acting now would mean: "In use until 22:00 there (23:00 here). …" */
export function riskyConsequence(nextSafeAt: string | null, serverZone: string | null, reader: Reader): string {
  if (nextSafeAt === null) return reader.t('risky.always');
  return reader.t('risky.until', { until: bothClocks(Temporal.Instant.from(nextSafeAt), serverZone, reader) });
}

/** What a form's hours would mean: a sentence, or the code of what is wrong and the field to blame. */
export type WindowPreview = { readonly sentence: string } | { readonly code: string; readonly field: keyof ServiceWindow };

export function previewWindow(input: ServiceWindow, { t, language }: Reader): WindowPreview {
  const checked = checkWindow(input);
  if (!checked.ok) return { code: checked.code, field: fieldOf(checked.params['path']) };
  const { start, end, timeZone, weekdays } = checked.value;
  const isOvernight = start > end;
  const days = isEveryDay(weekdays)
    ? t('window.everyDay')
    : t(isOvernight ? 'window.startingOn' : 'window.onDays', { days: weekdaysText(weekdays, language) });
  return { sentence: t('window.preview', { start, end, zone: timeZone, days }) };
}

const WINDOW_FIELDS = ['start', 'end', 'timeZone', 'weekdays'] as const;

const fieldOf = (path: unknown): keyof ServiceWindow => WINDOW_FIELDS.find((field) => path === `serviceWindow.${field}`) ?? 'start';

const zoneOfServer = (server: InUseServer): string | null => server.serviceWindow?.timeZone ?? null;
