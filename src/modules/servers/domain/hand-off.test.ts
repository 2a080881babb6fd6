import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkTarget, type HandOffTarget, isLimitable, type Order, orderBody, readAnswer } from './hand-off.ts';

const at = (text: string) => Temporal.Instant.from(text);
const order: Order = {
  slotId: 's-1',
  startsAt: at('2026-11-21T21:00Z'),
  endsAt: at('2026-11-21T22:00Z'),
  server: { id: 'a-1', name: 'web01', hostname: 'web01.example.org', ipAddress: null },
  callback: { url: 'https://caretaker.example.org/api/servers/slots/s-1/outcome', token: 'cts_x' },
};
const webhook: HandOffTarget = { kind: 'webhook', url: 'https://run.example.org/hooks/update', templateId: null };
const semaphore: HandOffTarget = { kind: 'semaphore', url: 'https://run.example.org/api/project/1/tasks', templateId: 7 };
const awx: HandOffTarget = { kind: 'awx', url: 'https://run.example.org/api/v2/job_templates/5/launch/', templateId: null };

test.each([
  ['no address', 'somewhere', 'servers.hand_off_bad_url'],
  ['another protocol', 'ftp://run.example.org/', 'servers.hand_off_bad_url'],
  ['credentials in the address', 'https://me:secret@run.example.org/', 'servers.hand_off_bad_url'],
])('%s is refused', (_what, url, code) => {
  expect(checkTarget({ ...webhook, url })).toMatchObject({ ok: false, code });
});

test('Semaphore needs its template, the others forget it', () => {
  expect(checkTarget({ ...semaphore, templateId: null })).toMatchObject({ ok: false, code: 'servers.hand_off_needs_template' });
  expect(checkTarget(semaphore)).toMatchObject({ ok: true, value: { templateId: 7 } });
  expect(checkTarget({ ...awx, templateId: 7 })).toMatchObject({ ok: true, value: { templateId: null } });
});

test('every kind is told which machine, and where its outcome is heard', () => {
  expect(JSON.parse(orderBody(webhook, order))).toMatchObject({
    action: 'update',
    slot: { id: 's-1' },
    server: { hostname: 'web01.example.org' },
    callback: order.callback,
  });
  expect(JSON.parse(orderBody(awx, order))).toMatchObject({ limit: 'web01.example.org', extra_vars: { caretaker_token: 'cts_x' } });
  const tasks = JSON.parse(orderBody(semaphore, order));
  expect(tasks).toMatchObject({ template_id: 7, limit: 'web01.example.org' });
  expect(JSON.parse(tasks.environment)).toMatchObject({ caretaker_slot: 's-1', caretaker_callback: order.callback.url });
});

test.each(['all', 'ALL', 'ungrouped', '*', 'web*', 'a,b', 'a:b', '!a', '@hosts', '~web.*', 'web[0:9]', ' ', 'a b'])(
  'an order limited to %j would reach other machines as well, and is none',
  (hostname) => {
    expect([isLimitable(semaphore, hostname), isLimitable(awx, hostname), isLimitable(webhook, hostname)]).toEqual([false, false, true]);
  },
);

test.each(['web01', 'web01.example.org', '192.0.2.7', 'db_1-a'])('%s is one machine', (hostname) => {
  expect(isLimitable(awx, hostname)).toBe(true);
});

test.each([
  [
    'a webhook that says where to ask',
    webhook,
    202,
    '{"statusUrl":"/jobs/9"}',
    { state: 'running', statusUrl: 'https://run.example.org/jobs/9' },
  ],
  [
    'a webhook that is done at once',
    webhook,
    200,
    '{"state":"succeeded","text":"nothing to do"}',
    { state: 'succeeded', text: 'nothing to do', statusUrl: null },
  ],
  ['a webhook without a word', webhook, 204, '', { state: 'running', text: '', statusUrl: null }],
  ['a webhook that refuses', webhook, 503, '{"message":"busy"}', { state: 'failed', text: 'HTTP 503: busy' }],
  [
    'AWX',
    awx,
    201,
    '{"job":31,"status":"pending","url":"/api/v2/jobs/31/"}',
    { state: 'running', statusUrl: 'https://run.example.org/api/v2/jobs/31/' },
  ],
  ['AWX, done', awx, 200, '{"status":"successful","url":"/api/v2/jobs/31/"}', { state: 'succeeded' }],
  ['AWX, cancelled', awx, 200, '{"status":"canceled","job_explanation":"by hand"}', { state: 'failed', text: 'by hand' }],
  [
    'Semaphore',
    semaphore,
    201,
    '{"id":12,"status":"waiting"}',
    { state: 'running', statusUrl: 'https://run.example.org/api/project/1/tasks/12' },
  ],
  ['Semaphore, failed', semaphore, 200, '{"id":12,"status":"error"}', { state: 'failed' }],
] as const)('%s', (_what, target, status, body, told) => {
  expect(readAnswer(target, status, body)).toMatchObject(told);
});

test('no answer leads to another origin, and none throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(webhook, semaphore, awx),
      fc.integer({ min: 100, max: 599 }),
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.record({ url: fc.webUrl(), statusUrl: fc.webUrl(), id: fc.anything() }).map((value) => JSON.stringify(value) ?? ''),
      ),
      (target, status, body) => {
        const { statusUrl } = readAnswer(target, status, body);
        if (statusUrl !== null) expect(new URL(statusUrl).origin).toBe('https://run.example.org');
      },
    ),
  );
});
