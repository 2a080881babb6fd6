import { readFileSync } from 'node:fs';
import { hostname, networkInterfaces, release, type } from 'node:os';
import type { HardwareClaims } from '../../modules/screens/contract/wire/telemetry.ts';

/** What this computer says of itself. */
export function hardwareOf(version: string): HardwareClaims {
  const [first] = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  return {
    hostname: hostname(),
    ...(first === undefined ? {} : { ip: first.address, mac: first.mac }),
    ...{ model: deviceTree('model'), serial: deviceTree('serial-number') },
    ...{ os: type(), os_version: release(), software_version: version },
  };
}

/** Of a Raspberry Pi and its like; others have no device tree. */
function deviceTree(name: string): string | null {
  try {
    return readFileSync(`/proc/device-tree/${name}`, 'utf8').replaceAll('\0', '').trim();
  } catch {
    return null;
  }
}
