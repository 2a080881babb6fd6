import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { expect, onTestFinished, vi } from 'vitest';
import { freePort } from '../../src/kernel/http/free-port.ts';
import { pluginFile } from '../../src/kernel/mqtt/testing/plugin-broker.ts';
import { testNeeding } from '../needs.ts';
import { PROJECT, readDeployed, said, scratch } from './files.ts';

const connect = (port: number, account: { username?: string; password?: string }) =>
  mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { ...account, reconnectPeriod: 0, connectTimeout: 3_000 }, false);

testNeeding(
  'mosquitto',
  'mosquitto with our configuration lets in whom make-secrets.sh made, who makes accounts, and nobody else',
  async () => {
    const folder = scratch();
    // Mosquitto steps down from root and must still reach its files.
    chmodSync(folder, 0o755);
    said('sh', [join(PROJECT, 'deploy/make-secrets.sh'), join(folder, 'secrets')]);
    chmodSync(join(folder, 'secrets'), 0o755);
    const port = await freePort('127.0.0.1');
    const config = join(folder, 'mosquitto.conf');
    const accounts = join(folder, 'accounts.json');
    copyFileSync(join(folder, 'secrets/mqtt_accounts'), accounts);
    // As the compose file's command hands it to mosquitto's own user.
    chmodSync(accounts, 0o666);
    const adapted = readDeployed('mosquitto.conf')
      .replace('listener 1883', `listener ${port} 127.0.0.1`)
      .replace('plugin /usr/lib/mosquitto_dynamic_security.so', `plugin ${pluginFile()}`)
      .replace('/mosquitto/data/accounts.json', accounts)
      .replace('persistence true', 'persistence false');
    writeFileSync(config, adapted);
    const broker = spawn('mosquitto', ['-c', config], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    });
    const ended = once(broker, 'exit');
    onTestFinished(async () => {
      broker.kill('SIGTERM');
      await ended;
    });

    const { username, password } = new URL(readFileSync(join(folder, 'secrets/mqtt_url'), 'utf8').trim());
    const client = await vi.waitFor(() => connect(port, { username, password }), { timeout: 10_000 });
    await client.subscribeAsync('$CONTROL/dynamic-security/v1/response', { qos: 1 });
    const answered = new Promise((resolve) => client.once('message', (_topic, payload) => resolve(JSON.parse(payload.toString()))));
    await client.publishAsync(
      '$CONTROL/dynamic-security/v1',
      JSON.stringify({ commands: [{ command: 'createClient', username: 'player', password: 'x' }] }),
    );
    expect(await answered).toEqual({ responses: [{ command: 'createClient' }] });
    await client.endAsync();
    await expect(connect(port, { username, password: 'wrong' })).rejects.toThrow(/[Nn]ot authorized/);
    await expect(connect(port, {})).rejects.toThrow(/[Nn]ot authorized/);
  },
);
