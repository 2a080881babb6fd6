import { type Served, serve } from '../../../kernel/http/serve.ts';
import { toWire } from '../../../shared/time.ts';
import { type About, type AboutParts, createReputation, createWhois } from '../actions/about/about.ts';
import * as contract from '../contract/spread-routes.ts';

/** What others know of an address, asked when a person asks. */
export function aboutRoutes(parts: AboutParts): readonly Served[] {
  const [whois, reputation] = [createWhois(parts), createReputation(parts)];
  return [
    serve(contract.getWhois, async ({ ip }) => {
      const about = await whois(ip);
      const { remarks = [], ...found } = about.found ?? NO_NETWORK;
      const state = about.state === 'not_configured' ? 'unavailable' : about.state;
      return { ...presented(about), state, ...found, remarks: [...remarks] };
    }),
    serve(contract.getReputation, async ({ ip }) => {
      const about = await reputation(ip);
      return { ...presented(about), state: about.state, ...(about.found ?? NO_REPUTATION) };
    }),
  ];
}

const presented = ({ source, fetchedAt, detail }: About<unknown>) => ({ source, fetchedAt: toWire(fetchedAt), detail });

const NO_NETWORK = { network: null, name: null, handle: null, country: null, organisation: null, abuseContact: null, remarks: [] };
const NO_REPUTATION = { score: null, reports: null, reporters: null, lastReportedAt: null, country: null, provider: null, usage: null };
