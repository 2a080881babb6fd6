import { sentenceOf } from '../../../../kernel/contract/sentences.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { CONFIG_SENTENCES } from '../../contract/config-sentences.ts';
import { type Fact, factsAt, type HostRecord, nextFactAt } from '../../domain/facts.ts';
import { type FailedVersion, failedVersion } from '../../store/failed-version.ts';
import { banRateOf, countResponsible, holdFactsChange, protectedBans, saveFactsChange } from '../../store/host-facts.ts';
import { findAnyHost, type HostRow } from '../../store/hosts.ts';
import { jailsOf } from '../../store/jails.ts';
import type { HostParts } from './parts.ts';
import { LOOK_SECONDS } from './settings.ts';

export type SettleParts = Pick<HostParts, 'findings' | 'settings'>;

/** States all that is wrong with a host at `work.now`, and notes when time alone will change it. Called last by every action. */
export async function settleHost(work: Work, parts: SettleParts, id: AssetId): Promise<void> {
  // Before looking: whoever has the host looked at anew has done so already, or waits for us.
  await holdFactsChange(work.tx, id);
  const host = await findAnyHost(work.tx, id);
  if (host === null) return saveFactsChange(work.tx, id, null);
  const record = await recordOf(work, parts, host);
  const facts = factsAt(record, work.now).map((fact) => ({ ...withoutBecause(fact), ...causeOf(fact, id) }));
  await parts.findings.settle(work, { module: 'bans', siteId: host.site.id, assetId: id }, facts);
  await saveFactsChange(work.tx, id, nextFactAt(record, work.now));
}

const withoutBecause = ({ rule, severity, params }: Fact) => ({ rule, severity, params });

/** Findings of one host have the host's id as their key. */
const causeOf = ({ because }: Fact, id: AssetId) => (because === undefined ? {} : { cause: { module: 'bans', rule: because, key: id } });

async function recordOf({ tx, now }: Work, { settings }: SettleParts, host: HostRow): Promise<HostRecord> {
  return {
    responsibleCount: await countResponsible(tx, host.id),
    ...{ failure: host.failure, failureDetail: host.failureDetail, failingSince: host.failingSince },
    hostKeySeen: host.ssh?.hostKeySeen ?? null,
    ...{ readFault: host.readFault, readAt: host.readAt, firstContactAt: host.firstContactAt },
    purgeAgeSeconds: host.databaseFile === null ? null : host.purgeAgeSeconds,
    readingSeconds: await settings.read(tx, LOOK_SECONDS.key, LOOK_SECONDS.declaration),
    jails: await jailsOf(tx, host.id),
    rate: await banRateOf(tx, host.id, now),
    failedConfiguration: failedConfigurationOf(await failedVersion(tx, host.id)),
    protectedBans: await protectedBans(tx, { id: host.id, siteId: host.site.id }, now),
  };
}

const failedConfigurationOf = (failed: FailedVersion | null): HostRecord['failedConfiguration'] =>
  failed === null ? null : { since: failed.endedAt, words: wordsOf(failed) };

/** What stands in the way on the host: files of another hand, or what fail2ban said. */
function wordsOf({ problem }: FailedVersion): string {
  if (problem === null) return '';
  const { words } = problem.params;
  return typeof words === 'string' && words !== '' ? words : sentenceOf(CONFIG_SENTENCES, problem.code, problem.params);
}
