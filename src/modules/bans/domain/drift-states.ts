import { expandsTo } from './config/expected.ts';
import type { Effective, JailStream } from './config/stream.ts';
import { secondsOf } from './config/times.ts';
import type { JailState } from './drift.ts';
import type { JailSettingsSeen } from './jail.ts';

/** What the effective stream would make of each jail that it starts. */
export const configuredStates = ({ jails }: Effective): ReadonlyMap<string, JailState> =>
  new Map([...jails].filter(([, { isStarted }]) => isStarted).map(([name, jail]) => [name, configuredState(jail)]));

function configuredState({ settings, failregex, ignoreregex, logs, ignored, journal, actions }: JailStream): JailState {
  const values = ['bantime', 'findtime', 'maxretry', 'usedns', 'ignoreself'].flatMap((name): [string, string][] => {
    const written = settings.get(name);
    return written === undefined ? [] : [[name, spelt(name, written)]];
  });
  return {
    values: Object.fromEntries(values),
    lists: { failregex, ignoreregex, logpath: logs, ignoreip: ignored, journalmatch: journal, action: [...actions.keys()] },
  };
}

/** Times in seconds, truths in one spelling: as the running server tells them. */
function spelt(name: string, written: string): string {
  if (name === 'ignoreself') return String(/^(?:true|yes|on|1)$/i.test(written));
  return String(secondsOf(written) ?? written);
}

/**
 * What the running server has, in the words of the files: fail2ban writes the tags of expressions out, so that each of its own that can
 * have come from a written one is shown as that.
 */
export function runningState(is: JailSettingsSeen, configured: JailState | undefined): JailState {
  const written = (setting: string): readonly string[] => configured?.lists[setting] ?? [];
  return {
    values: {
      ...{ bantime: String(is.banSeconds), findtime: String(is.findSeconds), maxretry: String(is.maxRetry) },
      ...(is.other['usedns'] === undefined ? {} : { usedns: is.other['usedns'] }),
      ...(is.ignoresSelf === null ? {} : { ignoreself: String(is.ignoresSelf) }),
    },
    lists: {
      failregex: asWritten(is.failRegex, written('failregex')),
      ignoreregex: asWritten(is.ignoreRegex, written('ignoreregex')),
      logpath: [...new Set(is.logPaths)],
      ignoreip: is.ignored,
      action: is.actions.map(({ name }) => name),
    },
  };
}

function asWritten(expanded: readonly string[], written: readonly string[]): string[] {
  const left = [...written];
  return expanded.map((each) => {
    const at = left.findIndex((one) => expandsTo(one, each));
    return at === -1 ? each : (left.splice(at, 1)[0] ?? each);
  });
}
