import type { MaintenancePeriod } from '../../../kernel/assets/assets.ts';
import { toWire } from '../../../shared/time.ts';
import type { CodeRow } from '../actions/codes.ts';
import type { GroupRow } from '../actions/groups.ts';
import type { HeldRow } from '../actions/held.ts';
import type { ScreenDetailView, ScreenView } from '../actions/queries.ts';
import type * as enrolment from '../contract/enrolment-routes.ts';
import type * as wire from '../contract/screen-shapes.ts';
import { presentWatch } from './present-watch.ts';

export const presentScreen = ({ screen, state, reasons }: ScreenView): wire.Screen => ({
  ...{ id: screen.id, uuid: screen.uuid, name: screen.name, site: screen.site, tags: [...screen.tags] },
  ...{ description: screen.description, group: screen.group, isActive: screen.isActive, state, reasons: [...reasons] },
  ...{ hardware: screen.hardware, lastAlive: toWire(screen.lastAlive), currentProcess: screen.currentProcess },
  ...{ processPid: screen.processPid, processStatus: screen.processStatus, currentEventId: screen.currentEventId },
  ...{ serviceFailedAt: toWire(screen.serviceFailedAt), serviceFailedUnit: screen.serviceFailedUnit },
  ...{ mqttReconnectCount: screen.mqttReconnectCount, mqttLastDisconnectAt: toWire(screen.mqttLastDisconnectAt) },
  account: presentAccount(screen),
  ...{ malformedCount: screen.malformedCount, malformedReason: screen.malformedReason, malformedAt: toWire(screen.malformedAt) },
  ...{ limitedCount: screen.limitedCount, limitedAt: toWire(screen.limitedAt), sharesAccount: screen.isDiscovered },
  watch: presentWatch(screen.watch),
  ...{ createdAt: screen.createdAt.toString(), version: screen.version },
});

export const presentScreenDetail = (view: ScreenDetailView): wire.ScreenDetail => ({
  ...presentScreen(view),
  responsibles: view.responsibles.map((each) => ({ ...each })),
  maintenance: view.maintenance === null ? null : presentMaintenance(view.maintenance),
  may: [...view.may],
});

export const presentMaintenance = ({
  id,
  startsAt,
  endsAt,
  reason,
  by,
}: MaintenancePeriod): NonNullable<wire.ScreenDetail['maintenance']> => ({
  ...{ id, startsAt: startsAt.toString(), endsAt: endsAt.toString(), reason, by },
});

const presentAccount = ({ account, heardAt, accountLostAt }: ScreenView['screen']): wire.Screen['account'] =>
  account === null
    ? null
    : { name: account.name, issuedAt: account.issuedAt.toString(), isUsed: heardAt !== null, isLost: accountLostAt !== null };

export const presentGroup = (group: GroupRow): wire.Group => ({ ...group });

export const presentCode = ({ id, site, screen, maker, createdAt, expiresAt, usedAt }: CodeRow): enrolment.EnrolmentCode => ({
  ...{ id, site, screen, by: maker.username, createdAt: createdAt.toString(), expiresAt: expiresAt.toString(), usedAt: toWire(usedAt) },
});

export const presentHeld = ({ askedAt, ...held }: HeldRow): enrolment.HeldEnrolment => ({ ...held, askedAt: askedAt.toString() });
