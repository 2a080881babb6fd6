import { told } from '../../contract/told.ts';
import { DeliveryError } from '../../outbound/delivery-error.ts';
import type { OutboundReply } from '../../outbound/outbound.ts';

/** RFC 9110 section 15 and RFC 6585: try again later. */
const TEMPORARY = new Set([408, 425, 429]);

/** Throws where the receiver did not take it; other answers of the 4xx kind will not change by themselves. */
export function mustBeTaken({ status }: OutboundReply, url: string): void {
  if (status >= 200 && status < 300) return;
  const permanent = status < 500 && !TEMPORARY.has(status);
  throw new DeliveryError(told('outbound.status', { origin: new URL(url).origin, status }), { permanent });
}
