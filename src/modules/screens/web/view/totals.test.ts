import { expect, test } from 'vitest';
import type { Group, Screen } from '../../contract/screen-shapes.ts';
import type { ScreenState } from '../../domain/screen-state.ts';
import { matches, NO_GROUP, statesOf } from './filters.ts';
import { countStates, grouped, mostNeeding } from './totals.ts';

const site = { id: 'site', name: 'House' };
const NOTHING_SAID = { hostname: '', ip: '', mac: '', model: '', serial: '', os: '', softwareVersion: '' };

const screen = (name: string, state: ScreenState, groupId: string | null = null): Screen => ({
  ...{ id: name, uuid: name, name, site, tags: [], description: '', isActive: true, state, reasons: [], hardware: NOTHING_SAID },
  group: groupId === null ? null : { id: groupId, name: groupId, number: 1 },
  ...{ lastAlive: null, currentProcess: null, processPid: null, processStatus: null, currentEventId: null },
  ...{ serviceFailedAt: null, serviceFailedUnit: null, mqttReconnectCount: null, mqttLastDisconnectAt: null, account: null },
  ...{
    watch: {
      ...{ screenHealthStatus: 'UNKNOWN', screenshotHash: null, screenshotAnalysedAt: null, lastScreenshotAt: null, clockOffSeconds: null },
      ...{ brokerReachable: null, lastErrorAt: null, dashboardV2Success: 0, parseFailures: 0 },
    },
    malformedCount: 0,
    malformedReason: '',
    malformedAt: null,
    limitedCount: 0,
    limitedAt: null,
    sharesAccount: false,
    createdAt: '2026-11-01T00:00:00Z',
    version: 1,
  },
});

const group = (id: string): Group => ({
  ...{ id, number: 1, name: id, site, description: '', colour: '#1c7ed6', position: 0, screenCount: 0, version: 1 },
});

const some = [screen('a', 'healthy', 'hall'), screen('b', 'offline'), screen('c', 'healthy'), screen('d', 'new', 'gone')];

test('states are counted worst first, and those of no screen left out', () =>
  expect(countStates(some)).toEqual([
    { state: 'offline', count: 1 },
    { state: 'new', count: 1 },
    { state: 'healthy', count: 2 },
  ]));

test('groups keep their order and may be empty; what is in none, or in one that is not known, comes last', () =>
  expect(grouped([group('lobby'), group('hall')], some).map((card) => [card.group?.id, card.screens.map(({ name }) => name)])).toEqual([
    ['lobby', []],
    ['hall', ['a']],
    [undefined, ['b', 'c', 'd']],
  ]));

test('where there is no room for all, those that need somebody stay, in their order', () =>
  expect(mostNeeding([screen('z', 'healthy'), ...some], 3).map(({ name }) => name)).toEqual(['z', 'b', 'd']));

test.each([
  [{}, 'abcd'],
  [{ state: 'offline,new' }, 'bd'],
  [{ group: NO_GROUP }, 'bc'],
  [{ group: 'hall' }, 'a'],
  [{ q: ' C ' }, 'c'],
  [{ q: 'c', state: 'offline' }, ''],
])('%j narrows to "%s"', (filters, names) =>
  expect(
    some
      .filter((each) => matches(filters, each))
      .map(({ name }) => name)
      .join(''),
  ).toBe(names),
);

test('states that there are not are left out', () => expect(statesOf('offline,gone,,healthy')).toEqual(['offline', 'healthy']));
