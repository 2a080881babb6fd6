import type { Work } from '../../../../kernel/db/transact.ts';
import type { FindingParams } from '../../../../kernel/findings/findings.ts';
import type { UserId } from '../../../../shared/ids.ts';
import { peopleOf } from '../../store/slot-watch.ts';
import type { Parts, Subject } from '../parts.ts';

interface Message {
  /** Told once per person and key. */
  readonly key: string;
  /** Text of the locales, below `notices`. */
  readonly sentence: 'slot-announced' | 'slot-moved' | 'slot-cancelled' | 'second-person' | 'overdue';
  readonly params: FindingParams;
  readonly onlyOwners?: boolean;
  /** Whoever did it need not be told. */
  readonly except?: UserId | null;
}

/** Tells those who answer for a server. */
export async function tellPeople(work: Work, { telling }: Pick<Parts, 'telling'>, server: Subject, message: Message): Promise<void> {
  const { key, sentence, params, onlyOwners = false, except = null } = message;
  const people = await peopleOf(work.tx, server.id, { onlyOwners });
  await telling.notice(work, {
    key,
    to: people.filter((id) => id !== except),
    module: 'servers',
    sentence: { key: `notices.${sentence}`, params: { name: server.name, ...params } },
    assetId: server.id,
    siteId: server.siteId,
    href: `/servers/${server.id}`,
  });
}
