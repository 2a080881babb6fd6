import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the tests need beyond npm. The names are what a test asks for (test/needs.ts) and, at Debian, the packages. */
const NEEDS = [
  { name: 'caddy', isThere: () => isOnPath('caddy') },
  { name: 'chromium', isThere: () => isOnPath('chromium') },
  // Brings python3, which the tests of its client use as well.
  { name: 'fail2ban', isThere: () => isOnPath('fail2ban-server') },
  // Below /usr/sbin, which is not on everybody's path.
  { name: 'mosquitto', isThere: () => isOnPath('mosquitto') || existsSync('/usr/sbin/mosquitto') },
  { name: 'mosquitto-clients', isThere: () => isOnPath('mosquitto_pub') },
  { name: 'nginx-light', isThere: () => isOnPath('nginx') || existsSync('/usr/sbin/nginx') },
  { name: 'openssh-server', isThere: () => existsSync('/usr/sbin/sshd') },
  { name: 'postgresql', isThere: () => existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').length > 0 },
  // Debian's own Python: another one on the path may not have it.
  { name: 'python3-paho-mqtt', isThere: () => spawnSync('/usr/bin/python3', ['-c', 'import paho.mqtt.client']).status === 0 },
  { name: 'python3-yaml', isThere: () => spawnSync('python3', ['-c', 'import yaml']).status === 0 },
  { name: 'shellcheck', isThere: () => isOnPath('shellcheck') },
  // For systemd-analyze, which needs no systemd that runs.
  { name: 'systemd', isThere: () => isOnPath('systemd-analyze') },
];

/** Installs what is missing where it may, and answers the names of what is missing still. */
export function provideNeeds() {
  const missing = missingNow();
  if (missing.length === 0) return [];
  const apt = aptCommand();
  if (apt === null) return missing;
  console.log(`Installing Debian packages: ${missing.join(', ')}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', ...missing],
  ]) {
    spawnSync(apt[0], [...apt.slice(1), ...args], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  }
  return missingNow();
}

const missingNow = () => NEEDS.filter((need) => !need.isThere()).map(({ name }) => name);

/** apt-get with the right to use it; null elsewhere than on Debian and its children, and where sudo would ask. */
function aptCommand() {
  const system = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
  if (!/^ID(?:_LIKE)?=.*debian/m.test(system) || !isOnPath('apt-get')) return null;
  if (process.getuid() === 0) return ['apt-get'];
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? ['sudo', '-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'] : null;
}

export function isOnPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false; // Not in this folder.
    }
  });
}
