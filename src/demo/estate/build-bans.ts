import { listSites } from '../../kernel/contract/routes/sites.ts';
import { addHost, editHost, listHosts } from '../../modules/bans/contract/host-routes.ts';
import type { AttackedHost } from '../fail2ban/host.ts';
import type { Caller } from './caller.ts';
import { SERVERS } from './plan.ts';

/** Makes the fail2ban hosts that are missing, found by name; their sockets are other ones at each start. */
export async function buildBans(caller: Caller, hosts: ReadonlyMap<string, AttackedHost & { readonly isReal: boolean }>): Promise<void> {
  const [sites, known] = [await caller.call(listSites, {}), await caller.call(listHosts, { limit: 100 })];
  for (const [name, { socket, configFolder, isReal }] of hosts) {
    const site = sites.items.find((each) => each.name === SERVERS.find((server) => server.name === name)?.site);
    const place = { transport: 'local', socketPath: socket, configFolder, level: isReal ? 'configure' : 'ban' } as const;
    const found = known.items.find((host) => host.name === name);
    if (found === undefined) await caller.call(addHost, { name, ...place, siteId: site?.id });
    else await caller.call(editHost, { id: found.id, ...place }, found.version);
  }
}
