import type { OutputOf } from '../../../../web/api/index.ts';
import type { lookUpAddress } from '../../contract/order-routes.ts';

/** What is known of one address. */
export type LookupAnswer = OutputOf<typeof lookUpAddress>;

export interface LookupProps {
  readonly found: LookupAnswer;
}
