import { expect, test } from 'vitest';
import { parseReport } from '../../modules/servers/domain/report.ts';
import { MACHINE_FAULTS } from '../contract/routes.ts';
import { SERVERS, SITES } from '../estate/plan.ts';
import { FAULT_EFFECTS } from './faults.ts';
import { type Distribution, type Machine, newMachine, updated } from './machine.ts';
import { REPORT_SECONDS, reportOf } from './report.ts';

const now = Temporal.Instant.from('2026-11-21T08:00:00Z');
const machineOf = (distribution: Distribution, waiting = 4): Machine =>
  newMachine({ name: 'web01', distribution, timeZone: 'Europe/Berlin' }, waiting, now);

function read(machine: Machine) {
  const report = parseReport(reportOf(machine, now));
  if (!report.ok) throw new Error(report.code);
  return report.value;
}

test.each(['debian-12', 'debian-13', 'ubuntu-24.04', 'rocky-9', 'alpine-3.22'] as const)(
  'the report of a machine with %s is read whole: updates, lists, kernel',
  (distribution) => {
    const report = read(machineOf(distribution));
    expect(report).toMatchObject({ intervalSeconds: REPORT_SECONDS, hostname: 'web01', reboot: { required: 'no' } });
    expect(report.inventory).toMatchObject({ state: 'ok', pending: 4 });
    expect(read(updated(machineOf(distribution), now)).inventory).toMatchObject({ state: 'ok', pending: 0 });
  },
);

test('apt and dnf tell which updates are security updates, Alpine does not', () => {
  const counts = (['debian-13', 'rocky-9', 'alpine-3.22'] as const).map((distribution) => {
    const { inventory } = read(machineOf(distribution, 15));
    return inventory.state === 'error' ? 'error' : inventory.pendingSecurity;
  });
  expect(counts).toEqual([6, 6, null]);
});

test('two starts tell the same story, and no two machines are one', () => {
  expect(machineOf('debian-13')).toEqual(machineOf('debian-13'));
  const identities = SERVERS.map(({ name, distribution }) => newMachine({ name, distribution, timeZone: 'UTC' }, 0, now).identity);
  expect(new Set(identities).size).toBe(SERVERS.length);
});

test('broken package lists are never told as up to date; an interrupted dpkg is an error', () => {
  expect(read(FAULT_EFFECTS.lists.broken(machineOf('ubuntu-24.04'))).inventory).toMatchObject({ state: 'stale-lists', pending: null });
  const broken = read(FAULT_EFFECTS.broken.broken(machineOf('alpine-3.22')));
  expect(broken.inventory).toMatchObject({ state: 'error', because: expect.stringContaining('interrupted') });
});

test.each(MACHINE_FAULTS)('the fault "%s" befalls machines that there are, and healing undoes what the report shows', (name) => {
  const befallen = SERVERS.filter((server) => FAULT_EFFECTS[name].befalls(server.name));
  expect(befallen).not.toHaveLength(0);
  const { broken, healed } = FAULT_EFFECTS[name];
  const after = read(healed(broken(machineOf('debian-13')), now));
  expect(after).toMatchObject({ inventory: { state: 'ok' }, reboot: { required: 'no' }, sentAt: now });
});

test('the class rooms are a crowd: more than twenty', () => {
  expect(SERVERS.filter(({ name }) => FAULT_EFFECTS.lists.befalls(name)).length).toBeGreaterThan(20);
});

test('every server stands in a site of the estate, with an address and a name of its own there', () => {
  const sites = SITES.map(({ name }) => name);
  expect(SERVERS.filter(({ site }) => !sites.includes(site))).toEqual([]);
  expect(new Set(SERVERS.map(({ ipAddress }) => ipAddress)).size).toBe(SERVERS.length);
  expect(new Set(SERVERS.map(({ site, name }) => `${site}/${name}`)).size).toBe(SERVERS.length);
});
