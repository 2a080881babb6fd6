import { beforeAll, expect, test } from 'vitest';
import { addMyToken } from '../../../kernel/contract/routes/auth.ts';
import * as routes from '../contract/routes.ts';
import { idOf, serversConsole } from '../testing/console.ts';
import { reportText } from '../testing/report-text.ts';

const NOW = '2026-11-21T13:12:00Z';
const house = await serversConsole(NOW);
const [adam, olga, nora] = [house.person('adam'), house.person('olga'), house.person('nora')];
const serviceWindow = { start: '08:00', end: '22:00', timeZone: 'Europe/Berlin' };
let bearer: string;
let web01: string;

const tokenOf = async (person: typeof adam, scopes: readonly string[]): Promise<string> =>
  String(Reflect.get(Object((await person.call(addMyToken, { name: 'tool', scopes })).body), 'token'));

const read = async (path: string, token = bearer) => {
  const { statusCode, headers, body } = await house.app.http.app.inject({
    url: `/api/servers/${path}`,
    headers: { authorization: `Bearer ${token}` },
  });
  return { statusCode, type: headers['content-type'], body };
};

beforeAll(async () => {
  const updateScheduleId = idOf(await adam.call(routes.addSchedule, { name: 'every 30 days', intervalDays: 30 }));
  web01 = idOf(
    await olga.call(routes.addServer, {
      ...{ name: 'web01', hostname: 'web01.example.org', ipAddress: '192.0.2.7', updateScheduleId, serviceWindow },
      ...{ lastUpdatedAt: '2026-10-28T00:00:00Z', tags: ['web', 'Prod / EU', "{{ lookup('pipe', 'id') }}"] },
    }),
  );
  const made = await olga.call(routes.makeReportToken, { id: web01 });
  const body = reportText({ now: house.clock.now(), pending: ['bash', 'curl!'], rebootFile: true });
  await house.report(String(Reflect.get(Object(made.body), 'token')), body);
  await olga.call(routes.addServer, { name: 'WEB 01', hostname: '-oProxyCommand=id' });
  await olga.call(routes.addServer, { name: 'say "hi"\\', hostname: 'x' });
  await adam.call(routes.addServer, { name: 'web-01', hostname: 'far', siteId: house.otherSiteId });
  bearer = await tokenOf(adam, ['servers:read']);
});

test('Prometheus: every metric announced once, its series together, labels escaped, nothing for what is not known', async () => {
  const { statusCode, type, body } = await read('metrics');
  expect([statusCode, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const lines = body.trimEnd().split('\n');
  const blocks = lines.map((line) => line.replace(/^# (?:HELP|TYPE) /, '').split(/[{ ]/, 1)[0]);
  expect(blocks.filter((name, at) => name !== blocks[at - 1])).toEqual([...new Set(blocks)]);
  expect(lines.filter((line) => line.startsWith('# TYPE'))).toHaveLength(6);
  expect(lines).toEqual(
    expect.arrayContaining([
      'caretaker_server_update_status{server="web01",site="Main site",status="due"} 1',
      'caretaker_server_update_status{server="web-01",site="Elsewhere",status="unscheduled"} 1',
      'caretaker_server_days_since_update{server="web01",site="Main site"} 24',
      'caretaker_server_pending_updates{server="web01",site="Main site",class="all"} 2',
      'caretaker_server_pending_updates{server="web01",site="Main site",class="security"} 1',
      'caretaker_server_reboot_required{server="web01",site="Main site"} 1',
      'caretaker_server_service_window_status{server="web01",site="Main site",status="risky"} 1',
      'caretaker_server_report_state{server="say \\"hi\\"\\\\",site="Main site",state="unknown"} 1',
    ]),
  );
  expect(lines.filter((line) => /^caretaker_server_(?:pending|reboot|days)/.test(line) && !line.includes('"web01"'))).toEqual([]);
});

test('Ansible: hosts with their variables, groups with valid names', async () => {
  const { statusCode, type, body } = await read('ansible-inventory');
  expect([statusCode, type]).toEqual([200, 'application/json; charset=utf-8']);
  const inventory = JSON.parse(body);
  expect(inventory._meta.hostvars.web01).toMatchObject({
    ansible_host: '192.0.2.7',
    caretaker_id: web01,
    caretaker_site: 'Main site',
    caretaker_schedule: 'every 30 days',
    caretaker_owners: ['olga'],
    caretaker_update_status: 'due',
    caretaker_service_window_status: 'risky',
    caretaker_next_safe_at: '2026-11-21T21:00:00Z',
    caretaker_pending_security_updates: 1,
    caretaker_reboot_required: 'yes',
  });
  const { _meta, all, ...groups } = inventory;
  expect(new Set(all.children)).toEqual(new Set(Object.keys(groups)));
  expect(Object.keys(groups).filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
  expect(groups).toMatchObject({
    status_due: { hosts: ['web01'] },
    schedule_every_30_days: { hosts: ['web01'] },
    owner_olga: { hosts: expect.arrayContaining(['web01', 'web_01']) },
    site_elsewhere: { hosts: ['web-01'] },
    tag_prod_eu: { hosts: ['web01'] },
  });
  expect(Object.keys(_meta.hostvars)).toHaveLength(4);
});

test('Ansible: nothing that would run as a template or an option', async () => {
  const { body } = await read('ansible-inventory');
  expect(body).not.toContain('{{ ');
  expect(JSON.parse(body)._meta.hostvars.web_01).not.toHaveProperty('ansible_host');
});

test.each(['metrics', 'ansible-inventory'])("%s: the other site's token sees its own, one without the scope nothing", async (path) => {
  const noras = await read(path, await tokenOf(nora, ['servers:read']));
  expect(noras.body).toContain('web-01');
  expect(noras.body).not.toContain('web01');
  expect((await read(path, await tokenOf(nora, ['sites:read']))).statusCode).toBe(403);
  expect((await read(path, 'ctk_wrong')).statusCode).toBe(401);
});

test('Ansible: one site alone', async () => {
  const { body } = await read(`ansible-inventory?siteId=${house.otherSiteId}`);
  expect(Object.keys(JSON.parse(body)._meta.hostvars)).toEqual(['web-01']);
});
