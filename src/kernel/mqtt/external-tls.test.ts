import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { testNeeding } from '../../../test/needs.ts';
import { mosquitto } from './testing/mosquitto.ts';
import { type TestRoom, testFolder, testRoom } from './testing/mqtt-house.ts';

function openssl(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', [...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** An authority of our own, and what it signs. */
function authority(name: string) {
  const folder = testFolder();
  const at = (file: string): string => join(folder, file);
  const [ca, caKey] = [at('ca.pem'), at('ca.key')];
  openssl('req', '-x509', ...EC, '-keyout', caKey, '-out', ca, '-days', '2', '-subj', `/CN=${name}`);
  const sign = (subject: string, usage: 'serverAuth' | 'clientAuth') => {
    const [certFile, keyFile, request, extensions] = [
      at(`${subject}.pem`),
      at(`${subject}.key`),
      at(`${subject}.csr`),
      at(`${subject}.ext`),
    ];
    openssl('req', ...EC, '-keyout', keyFile, '-out', request, '-subj', `/CN=${subject}`);
    writeFileSync(extensions, `extendedKeyUsage=${usage}\nsubjectAltName=IP:127.0.0.1\n`);
    openssl(
      'x509',
      '-req',
      '-in',
      request,
      '-CA',
      ca,
      '-CAkey',
      caKey,
      '-CAcreateserial',
      '-out',
      certFile,
      '-days',
      '2',
      '-extfile',
      extensions,
    );
    return { certFile, keyFile };
  };
  return { ca, sign };
}

const isUp = async ({ room }: TestRoom): Promise<string | null> => (await room.checks()[0]?.probe())?.text ?? null;
const untilUp = (room: TestRoom): Promise<unknown> => vi.waitFor(() => isUp(room), { timeout: 10_000, interval: 20 });

testNeeding('mosquitto', 'a broker that wants a certificate gets the console’s, and is believed by its own authority alone', async () => {
  const [ours, theirs] = [authority('Ours'), authority('Somebody else')];
  const [server, console_, stranger] = [
    ours.sign('broker', 'serverAuth'),
    ours.sign('console', 'clientAuth'),
    theirs.sign('console', 'clientAuth'),
  ];
  const { port } = await mosquitto([
    ...[`cafile ${ours.ca}`, `certfile ${server.certFile}`, `keyfile ${server.keyFile}`],
    ...['require_certificate true', 'use_identity_as_username true', 'allow_anonymous false'],
  ]);
  const url = `mqtts://127.0.0.1:${port}`;
  const shown = await testRoom({ config: { url, caFile: ours.ca, tls: console_ } });
  await untilUp(shown);
  await shown.room.publish('say/red/note', 'by certificate alone');
  expect(shown.room.address()).toEqual({ protocol: 'mqtts', host: '127.0.0.1', port });
  for (const tls of [null, stranger]) {
    const refused = await testRoom({ config: { url, caFile: ours.ca, tls } });
    await vi.waitFor(() => expect(isUp(refused)).rejects.toThrow(/alert|ECONNRESET|hung up|closed/i), 5_000);
  }
  const doubting = await testRoom({ config: { url, caFile: theirs.ca, tls: console_ } });
  await vi.waitFor(() => expect(isUp(doubting)).rejects.toThrow(/certificate|unable to verify/i), 5_000);
});
