import type { Fail2ban } from '../../devices/fail2ban/index.ts';
import type { JailSettingsSeen } from '../../domain/jail.ts';
import { maskedSettings } from '../../domain/masked-settings.ts';

/** Everything that a running jail tells of itself; of actions what is no secret. */
export async function jailSettingsOf(fail2ban: Fail2ban, jail: string): Promise<JailSettingsSeen> {
  const read = await fail2ban.settings(jail);
  const actions: JailSettingsSeen['actions'][number][] = [];
  for (const name of read.actions) {
    const settings = await fail2ban.actionSettings(jail, name);
    actions.push({ name, settings: maskedSettings(new Map([...settings].map(([key, value]) => [key, String(value ?? '')]))) });
  }
  return {
    ...{ backend: '', logPaths: read.logPaths, journalMatches: read.journalMatches },
    ...{ banSeconds: read.banTimeSeconds, findSeconds: read.findTimeSeconds, maxRetry: read.maxRetry },
    ...{ failRegex: read.failRegex, ignoreRegex: read.ignoreRegex, prefixRegex: read.prefixRegex, actions },
    ...{ ignored: [...read.ignored].toSorted(), ignoresSelf: read.ignoreSelf },
    other: {
      ...{ maxlines: String(read.maxLines), maxmatches: String(read.maxMatches), usedns: read.useDns, logencoding: read.logEncoding },
      ...(read.datePattern === null ? {} : { datepattern: read.datePattern }),
      ...(read.logTimeZone === null ? {} : { logtimezone: read.logTimeZone }),
      ...(read.ignoreCommand === null ? {} : { ignorecommand: read.ignoreCommand }),
      'bantime.increment': String(read.isIncremental),
    },
  };
}
