import type { Db } from '../../../../kernel/db/database.ts';
import type { Clock } from '../../../../shared/time.ts';
import type { PlaceOf } from '../../domain/place.ts';
import type { Reach } from '../hosts/reach.ts';

/** What questions to the archive stand on. */
export interface ArchiveParts {
  readonly db: Db;
  readonly clock: Clock;
  /** Days of trends are this zone's unless somebody names another one. */
  readonly timeZone: string;
  readonly reach: Pick<Reach, 'reach'>;
  readonly placeOf: PlaceOf;
}
