import { generateKeyPairSync } from 'node:crypto';
import type { z } from 'zod';
import type { Db, Tx } from '../../src/kernel/db/database.ts';
import { hashOfDrafts } from '../../src/modules/bans/actions/configuration/apply.ts';
import * as bans from '../../src/modules/bans/contract/routes.ts';
import { endVersion, insertVersion } from '../../src/modules/bans/store/config-versions.ts';
import { saveHostKeySeen } from '../../src/modules/bans/store/host-state.ts';
import { saveJailStatus } from '../../src/modules/bans/store/jails.ts';
import { insertSpreadOffer } from '../../src/modules/bans/store/spread-offers.ts';
import { record, seen } from '../../src/modules/bans/testing/archive.ts';
import { newId } from '../../src/shared/ids.ts';
import { type Answering, createMakeResponsible } from './answering.ts';
import { type Fail2banPlace, type Fail2banPlaces, JAIL, LIST } from './fail2ban.ts';
import { must } from './must.ts';
import type { SubjectParts } from './subjects.ts';

/** Fresh things of the module `bans`. What hosts tell the console is written by the module's own store: no watch runs in these houses. */
export interface BanSubjects {
  /** A host that may be steered, with a jail; its fail2ban answers at once. */
  host(): Promise<string>;
  /** The same with Debian's fail2ban. */
  realHost(): Promise<string>;
  archivedHost(): Promise<string>;
  /** A host by ssh that has shown a key which nobody has confirmed. */
  hostWithKeyShown(): Promise<{ readonly id: string; readonly fingerprint: string }>;
  hostInMaintenance(): Promise<string>;
  /** An address of nobody's that nothing was done about yet. */
  address(): string;
  /** An address that the jail ignores. */
  ignored(): Promise<string>;
  /** A ban in the archive of a host. */
  ban(): Promise<string>;
  /** Bans of several addresses of one network, on one host. */
  neighbours(): Promise<void>;
  /** An address that the console has banned on a host. */
  order(): Promise<{ readonly hostId: string; readonly address: string }>;
  allowEntry(): Promise<string>;
  blocklist(): Promise<string>;
  /** A blocklist whose text was read and reported. */
  importReported(): Promise<{ readonly id: string; readonly importId: string }>;
  spreadRule(): Promise<string>;
  /** What a rule offers, open. */
  offer(): Promise<string>;
  /** A file of a host that is drafted. */
  draft(hostId: string): Promise<{ readonly hostId: string; readonly path: string; readonly draftsHash: string }>;
  /** A version that was applied to a host, of a file which is not there any more. */
  version(hostId: string): Promise<{ readonly hostId: string; readonly id: string }>;
  makeResponsible(hostId: string, person: Answering): Promise<void>;
  readonly listUrl: string;
  readonly listText: string;
}

export interface BanSubjectParts extends Pick<SubjectParts, 'sam' | 'clock' | 'siteId'> {
  readonly answering: readonly Answering[];
  readonly db: Db;
  readonly places: Fail2banPlaces;
  name(): string;
}

let addresses = 0;
/** The private key of hosts by ssh. */
export const HOST_KEY = String(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey.export({ type: 'pkcs1', format: 'pem' }));
const FINGERPRINT = `SHA256:${'k'.repeat(43)}`;

type HostInput = Partial<z.input<typeof bans.addHost.input>>;

export function createBanSubjects({ sam, clock, siteId, name, answering, db, places }: BanSubjectParts): BanSubjects {
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => db.transaction().execute(work);
  const address = (): string => `2001:db8:${(++addresses).toString(16)}::7`;
  const makeResponsible = createMakeResponsible({ db, now: clock.now }, (id, person) => must(sam, bans.addHostPerson, { id, ...person }));
  const addHost = async (place: Fail2banPlace, more: HostInput = {}): Promise<string> => {
    const input = { name: name(), siteId, level: 'configure', transport: 'local', ...place, ...more } as const;
    const { id } = await must(sam, bans.addHost, input);
    for (const person of answering) await makeResponsible(id, person);
    await write((tx) => saveJailStatus(tx, id, [jailSeen], clock.now()));
    return id;
  };
  const host = (): Promise<string> => addHost(places.quick);
  const blocklist = async (): Promise<string> =>
    (await must(sam, bans.addBlocklist, { siteId, name: name(), url: places.listUrl, jail: JAIL, hostIds: [await host()] })).id;
  const spreadRule = async (): Promise<string> => (await must(sam, bans.addSpreadRule, { siteId, name: name() })).id;
  return {
    ...{ host, address, blocklist, spreadRule, makeResponsible, listUrl: places.listUrl, listText: LIST },
    realHost() {
      if (places.real === null) throw new Error('these subjects have no real fail2ban');
      return addHost(places.real);
    },
    async archivedHost() {
      const id = await host();
      await must(sam, bans.archiveHost, { id });
      return id;
    },
    async hostWithKeyShown() {
      const ssh = { host: 'web01.example.org', user: 'caretaker', privateKey: HOST_KEY };
      const id = await addHost(places.quick, { transport: 'ssh', ssh });
      await write((tx) => saveHostKeySeen(tx, id, FINGERPRINT));
      return { id, fingerprint: FINGERPRINT };
    },
    async hostInMaintenance() {
      const id = await host();
      await must(sam, bans.startHostMaintenance, { id, endsAt: clock.now().add({ hours: 1 }).toString(), reason: 'new disks' });
      return id;
    },
    async ignored() {
      const ignoring = { id: await host(), jail: JAIL, entry: address() };
      await must(sam, bans.ignoreAddress, ignoring);
      // Of the one server behind all hosts.
      return ignoring.entry;
    },
    async ban() {
      const at = { id: await host(), siteId };
      const { fresh } = await record(db, at, [seen({ jail: JAIL, address: address(), at: clock.now() })]);
      return fresh[0]?.id ?? '';
    },
    async neighbours() {
      const [at, near] = [{ id: await host(), siteId }, address().slice(0, -1)];
      const addressesNear = [1, 2, 3, 4].map((last) => `${near}${last}`);
      const when = clock.now();
      await record(
        db,
        at,
        addressesNear.map((each) => seen({ jail: JAIL, address: each, at: when })),
      );
    },
    async order() {
      const [hostId, banned] = [await host(), address()];
      await must(sam, bans.addBanOnHost, { id: hostId, jail: JAIL, address: banned, hours: 1, note: name(), confirmProtected: true });
      return { hostId, address: banned };
    },
    allowEntry: async () => (await must(sam, bans.addAllowed, { siteId, hostId: await host(), address: address(), note: name() })).id,
    async importReported() {
      const id = await blocklist();
      return { id, importId: (await must(sam, bans.uploadBlocklist, { id, body: LIST })).id };
    },
    async offer() {
      const [ruleId, hostId, id] = [await spreadRule(), await host(), newId<'offer'>(clock.now())];
      const at = clock.now();
      const sighting = { address: address(), jail: JAIL, counted: [{ hostId, bans: 3, lastAt: at.toString() }] };
      const offer = { id, ruleId, siteId, sighting, targetIds: [hostId], createdAt: at, countedUntil: at };
      await write((tx) => insertSpreadOffer(tx, { ...offer, state: 'open', because: null }));
      return id;
    },
    async draft(hostId) {
      const draft = { path: `filter.d/${name()}.local`, content: '# nothing\n', basedOn: null };
      await must(sam, bans.saveDraft, { hostId, ...draft });
      return { hostId, path: draft.path, draftsHash: hashOfDrafts([draft]) };
    },
    async version(hostId) {
      const [id, now, worker] = [newId<'config-version'>(clock.now()), clock.now(), crypto.randomUUID()];
      const files = [{ path: `filter.d/${name()}.local`, before: null, after: Buffer.from('# nothing\n') }];
      const what = { id, hostId, at: now, byUserId: null, note: name(), draftsHash: 'a'.repeat(64), restoresId: null, files };
      const found = { streamBefore: [], streamAfter: [], runningBefore: [], jailsAfter: [JAIL] };
      await write(async (tx) => {
        await insertVersion(tx, { ...what, ...found, worker, workedUntil: now });
        await endVersion(tx, { id, worker, state: 'applied', problem: null, now });
      });
      return { hostId, id };
    },
  };
}

const jailSeen = {
  ...{ name: JAIL, backend: 'polling', logPaths: [] },
  ...{ currentlyFailed: 0, totalFailed: 0, currentlyBanned: 0, totalBanned: 0 },
};
