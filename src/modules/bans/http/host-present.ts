import { toWire } from '../../../shared/time.ts';
import type { HostDetailView, HostRow, HostView, JailRow } from '../actions/hosts/queries.ts';
import type { ReadJail } from '../actions/hosts/read-jails.ts';
import type * as wire from '../contract/host-shapes.ts';
import { contactStateOf } from '../domain/contact.ts';
import { jailStateOf } from '../domain/jail.ts';

export function presentHost({ host, responsibles, maintenance }: HostView): wire.Host {
  return {
    ...{ id: host.id, name: host.name, site: host.site, tags: [...host.tags], level: host.level, transport: host.transport },
    ...{ socketPath: host.socketPath, configFolder: host.configFolder, ssh: presentSsh(host.ssh) },
    ...{ state: contactStateOf(host), failureDetail: host.failureDetail },
    ...{ contactedAt: toWire(host.contactedAt), failingSince: toWire(host.failingSince) },
    ...{ fail2banVersion: host.fail2banVersion, databaseFile: host.databaseFile, purgeAgeSeconds: host.purgeAgeSeconds },
    ...{ readUntil: toWire(host.readUntil), readAt: toWire(host.readAt), addresses: [...host.addresses] },
    ...{ jailCount: host.jailCount, goneJailCount: host.goneJailCount },
    ...{ currentlyBanned: host.currentlyBanned, currentlyFailed: host.currentlyFailed },
    responsibles: responsibles.map((each) => ({ ...each })),
    maintenance: maintenance === null ? null : presentMaintenance(maintenance),
    ...{ createdAt: host.createdAt.toString(), version: host.version },
  };
}

function presentSsh(ssh: HostRow['ssh']): wire.Host['ssh'] {
  if (ssh === null) return null;
  const { host, port, user, auth, hasKey, configureUser, hasConfigureKey, hostKey, hostKeyConfirmedBy, hostKeySeen } = ssh;
  const hostKeyBy = hostKeyConfirmedBy?.name ?? null;
  return { host, port, user, auth, hasKey, configureUser, hasConfigureKey, hostKey, hostKeyConfirmedBy: hostKeyBy, hostKeySeen };
}

export const presentMaintenance = ({
  id,
  startsAt,
  endsAt,
  reason,
  by,
}: NonNullable<HostView['maintenance']>): NonNullable<wire.Host['maintenance']> => ({
  ...{ id, startsAt: startsAt.toString(), endsAt: endsAt.toString(), reason, by },
});

export const presentHostDetail = (view: HostDetailView): wire.HostDetail => ({
  ...presentHost(view),
  may: [...view.may],
  notes: view.notes,
  machine: view.machine === null ? null : { id: view.machine.id, name: view.machine.name },
  createdBy: view.host.createdBy,
});

export const presentJail = (jail: JailRow): wire.Jail => ({
  ...{ host: jail.host, name: jail.name, backend: jail.backend, logPaths: [...jail.logPaths], state: jailStateOf(jail) },
  ...{ currentlyFailed: jail.currentlyFailed, totalFailed: jail.totalFailed },
  ...{ currentlyBanned: jail.currentlyBanned, totalBanned: jail.totalBanned },
  ...{ banSeconds: jail.banSeconds, findSeconds: jail.findSeconds, maxRetry: jail.maxRetry },
  ...{ regexCount: jail.regexCount, actionCount: jail.actionCount, seenAt: jail.seenAt.toString(), goneAt: toWire(jail.goneAt) },
});

export function presentJailDetail({ row, settings, settingsAt, source }: ReadJail): wire.JailDetail {
  const seen = settings ?? NOTHING_SEEN;
  return {
    ...presentJail(row),
    ...(settings === null ? {} : { banSeconds: settings.banSeconds, findSeconds: settings.findSeconds, maxRetry: settings.maxRetry }),
    ...{ source, settingsAt: toWire(settingsAt) },
    ...{ failRegex: [...seen.failRegex], ignoreRegex: [...seen.ignoreRegex], prefixRegex: seen.prefixRegex },
    actions: seen.actions.map(({ name, settings: own }) => ({ name, settings: { ...own } })),
    ...{ ignored: [...seen.ignored], ignoresSelf: seen.ignoresSelf, journalMatches: [...seen.journalMatches], other: { ...seen.other } },
  };
}

const NOTHING_SEEN = {
  ...{ failRegex: [], ignoreRegex: [], prefixRegex: '', actions: [], ignored: [], ignoresSelf: null, journalMatches: [], other: {} },
} as const;
