import { createAddHost } from './add-host.ts';
import { createContactHost } from './contact.ts';
import { createDrift } from './drift.ts';
import { createArchiveHost, createEditHost } from './edit-host.ts';
import { createConfirmHostKey } from './host-key.ts';
import { createEndHostMaintenance, createStartHostMaintenance } from './maintenance.ts';
import type { HostParts } from './parts.ts';
import { createAddHostPerson, createRemoveHostPerson } from './people.ts';
import { createHostQueries } from './queries.ts';
import { createReadJails } from './read-jails.ts';
import { createIgnore, createSetJail, createUnignore } from './set-jail.ts';
import { createReloadHost, createSteerJail } from './steer-jail.ts';

/** Everything that is done with hosts and jails. */
export const createHostActions = (parts: HostParts) => ({
  queries: createHostQueries(parts),
  addHost: createAddHost(parts),
  editHost: createEditHost(parts),
  archiveHost: createArchiveHost(parts),
  contactHost: createContactHost(parts),
  confirmHostKey: createConfirmHostKey(parts),
  addPerson: createAddHostPerson(parts),
  removePerson: createRemoveHostPerson(parts),
  startMaintenance: createStartHostMaintenance(parts),
  endMaintenance: createEndHostMaintenance(parts),
  reloadHost: createReloadHost(parts),
  readJails: createReadJails(parts),
  steerJail: createSteerJail(parts),
  setJail: createSetJail(parts),
  ignore: createIgnore(parts),
  unignore: createUnignore(parts),
  drift: createDrift(parts),
});

export type HostActions = ReturnType<typeof createHostActions>;
