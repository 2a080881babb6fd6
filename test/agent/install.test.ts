import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Host, has } from './host.ts';

const TOKEN = 'ctr_3q2-7wEjRk_tQ9';
const SERVICE = 'etc/systemd/system/caretaker-report.service';
const TIMER = 'etc/systemd/system/caretaker-report.timer';

let host: Host;

beforeEach(() => {
  host = new Host();
  host.fake('id', 'echo 0');
  host.link('curl');
});
afterEach(() => host.remove());

const install = (url = 'https://caretaker.example.org') => host.run(['--install', '--url', url], { CARETAKER_REPORT_TOKEN: TOKEN });

function withSystemd(version: number): void {
  host.folder('run/systemd/system');
  host.folder('etc/systemd/system');
  host.fake(
    'systemctl',
    `if [ "$1" = --version ]; then echo "systemd ${version} (test)"; else echo "$*" >>"${host.root}/systemctl.log"; fi`,
  );
}

test('with systemd: a service without rights, an hourly timer, the token in a file of root', () => {
  withSystemd(252);
  expect(install()).toMatchObject({ code: 0, stderr: '' });
  expect(host.read('etc/caretaker/report-token')).toBe(`${TOKEN}\n`);
  expect(host.mode('etc/caretaker/report-token')).toBe('600');
  expect(host.mode('usr/local/bin/caretaker-report')).toBe('755');
  expect(host.read('usr/local/bin/caretaker-report')).toBe(host.read('report.sh'));
  const service = host.read(SERVICE);
  for (const line of [
    'DynamicUser=yes',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    `LoadCredential=token:${host.root}/etc/caretaker/report-token`,
  ]) {
    expect(service).toContain(`\n${line}\n`);
  }
  expect(service).not.toContain(TOKEN);
  expect(host.read(TIMER)).toMatch(/\nOnBootSec=5m\nOnUnitActiveSec=1h\nRandomizedDelaySec=15m\n/);
  expect(host.read('systemctl.log')).toBe('daemon-reload\nenable --now caretaker-report.timer\n');
});

const withAnalyze = has('systemd-analyze') || process.env['CI'] === 'true' ? test : test.skip;
withAnalyze(`systemd finds no fault in the units${has('systemd-analyze') ? '' : ' (left out: systemd-analyze is not installed)'}`, () => {
  withSystemd(252);
  install('https://[2001:db8::1]:8443');
  const { stderr } = spawnSync('systemd-analyze', ['verify', join(host.root, SERVICE), join(host.root, TIMER)], { encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => line.includes('caretaker-report'))).toEqual([]);
});

test('an older systemd, which cannot pass the token: cron', () => {
  withSystemd(241);
  host.folder('etc/cron.d');
  expect(install()).toMatchObject({ code: 0, stderr: '' });
  expect(host.has(SERVICE)).toBe(false);
  const line = host.read('etc/cron.d/caretaker-report');
  expect(line).toMatch(
    /^[0-5]?\d \* \* \* \* root \S+\/usr\/local\/bin\/caretaker-report --url "https:\/\/caretaker\.example\.org" --token-file \S+\n$/,
  );
  expect(line).not.toContain(TOKEN);
});

test('Alpine’s hourly folder', () => {
  host.folder('etc/periodic/hourly');
  expect(install()).toMatchObject({ code: 0, stderr: '' });
  expect(host.mode('etc/periodic/hourly/caretaker-report')).toBe('755');
});

test('neither: a sentence says so', () => {
  expect(install()).toMatchObject({ code: 6, stderr: expect.stringContaining('neither systemd') });
});

test('installing twice changes nothing, uninstalling leaves nothing', () => {
  withSystemd(252);
  install();
  const installed = join(host.root, 'usr/local/bin/caretaker-report');
  const again = host.run(['--install', '--url', 'https://caretaker.example.org'], { CARETAKER_REPORT_TOKEN: TOKEN }, installed);
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(host.run(['--uninstall'])).toMatchObject({ code: 0, stderr: '' });
  for (const path of [SERVICE, TIMER, 'etc/caretaker', 'usr/local/bin/caretaker-report'])
    expect([path, host.has(path)]).toEqual([path, false]);
});

test('from a pipe the program is fetched from the console', async () => {
  withSystemd(252);
  const script = readFileSync(host.script);
  const console = createServer((request, response) => response.writeHead(request.url === '/agent/report.sh' ? 200 : 404).end(script));
  await new Promise<void>((resolve) => console.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(console.address() as AddressInfo).port}`;
  const outcome = await host.pipe(['--install', '--url', url], { CARETAKER_REPORT_TOKEN: TOKEN });
  console.close();
  expect(outcome).toMatchObject({ code: 0, stderr: '' });
  expect(host.read('usr/local/bin/caretaker-report')).toBe(script.toString());
});

test.each(['--install', '--uninstall'])('%s needs root', (task) => {
  host.fake('id', 'echo 1000');
  const outcome = host.run([task, '--url', 'https://x'], { CARETAKER_REPORT_TOKEN: TOKEN });
  expect(outcome).toMatchObject({ code: 2, stderr: `caretaker report: ${task} needs root.\n` });
});

test('an address that could end a line of a unit or cron file is refused', () => {
  withSystemd(252);
  for (const url of ['https://x"; reboot; "', 'https://x\nExecStartPre=/bin/sh', 'https://x $(id)']) {
    expect(install(url)).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot stand in a unit or cron file') });
  }
  expect(host.has(SERVICE)).toBe(false);
});
