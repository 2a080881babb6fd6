import type { Db, Tx } from '../../../kernel/db/database.ts';
import type { HandOffTarget } from '../domain/hand-off.ts';
import type { ScheduleId } from './schedules.ts';
import './tables.ts';

/** What is called at a slot's start, with its sealed secret. */
export interface HandOffRow extends HandOffTarget {
  readonly scheduleId: ScheduleId;
  readonly secretSealed: Uint8Array | null;
}

const columns = ['u.id', 'u.hand_off_kind', 'u.hand_off_url', 'u.hand_off_secret', 'u.hand_off_template'] as const;

interface Row {
  readonly id: string;
  readonly hand_off_kind: HandOffTarget['kind'] | null;
  readonly hand_off_url: string | null;
  readonly hand_off_secret: Uint8Array | null;
  readonly hand_off_template: number | null;
}

function toHandOff(row: Row | undefined): HandOffRow | null {
  if (row === undefined || row.hand_off_kind === null || row.hand_off_url === null) return null;
  const { hand_off_kind: kind, hand_off_url: url, hand_off_template: templateId } = row;
  return { scheduleId: row.id as ScheduleId, kind, url, templateId, secretSealed: row.hand_off_secret };
}

export async function handOffOf(db: Db | Tx, scheduleId: string): Promise<HandOffRow | null> {
  return toHandOff(await db.selectFrom('servers.update_schedules as u').select(columns).where('u.id', '=', scheduleId).executeTakeFirst());
}

/** Of the schedule that a server follows now. */
export async function handOffOfServer(db: Db | Tx, serverId: string): Promise<HandOffRow | null> {
  const row = await db
    .selectFrom('servers.servers as s')
    .innerJoin('servers.update_schedules as u', 'u.id', 's.schedule_id')
    .select(columns)
    .where('s.id', '=', serverId)
    .executeTakeFirst();
  return toHandOff(row);
}

/** Null: nothing is called any more. */
export async function saveHandOff(tx: Tx, scheduleId: ScheduleId, handOff: Omit<HandOffRow, 'scheduleId'> | null): Promise<void> {
  await tx
    .updateTable('servers.update_schedules')
    .set((eb) => ({
      hand_off_kind: handOff?.kind ?? null,
      hand_off_url: handOff?.url ?? null,
      hand_off_secret: handOff?.secretSealed ?? null,
      hand_off_template: handOff?.templateId ?? null,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', scheduleId)
    .execute();
}
