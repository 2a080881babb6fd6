import { orRefuse, type Served, serve } from '../../../kernel/http/serve.ts';
import type { ConfigurationParts } from '../actions/configuration/parts.ts';
import { createDryRun } from '../actions/workshop/dry-run.ts';
import { countsOf, createRegexTest } from '../actions/workshop/regex-test.ts';
import * as contract from '../contract/workshop-routes.ts';
import type { Judged } from '../domain/workshop/trace.ts';

const instantOf = (seconds: number): string => Temporal.Instant.fromEpochMilliseconds(Math.round(seconds * 1_000)).toString();

const presentLine = ({ failures, ...line }: Judged) => ({
  ...line,
  failures: failures.map(({ host, seconds, user }) => ({ host, time: seconds === null ? null : instantOf(seconds), user })),
});

/** Trying filters, and limits of a jail, through fail2ban's own tool on the host. */
export function workshopRoutes(parts: ConfigurationParts): readonly Served[] {
  const [regexTest, dryRun] = [createRegexTest(parts), createDryRun(parts)];
  return [
    serve(contract.regexTest, async (input) => {
      const { lines, failregex, ignoreregex, isCut, tookMilliseconds } = orRefuse(await regexTest(input));
      const regexes = { failregex: failregex.map((one) => ({ ...one })), ignoreregex: ignoreregex.map((one) => ({ ...one })) };
      return { lines: lines.map(presentLine), counts: { ...countsOf(lines) }, ...regexes, isCut, tookMilliseconds };
    }),
    serve(contract.dryRun, async (input) => {
      const { from, until, bans, logs, ...figures } = orRefuse(await dryRun(input));
      return {
        ...figures,
        ...{ from: from.toString(), until: until.toString(), logs: logs.map((log) => ({ ...log })) },
        bans: bans.map(({ host, seconds, failures, firstSeconds }) => ({
          host,
          at: instantOf(seconds),
          failures,
          firstAt: instantOf(firstSeconds),
        })),
      };
    }),
  ];
}
