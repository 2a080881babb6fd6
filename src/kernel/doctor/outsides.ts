import type { MqttClient } from 'mqtt';
import { verbatim } from '../contract/saying.ts';
import { openStore } from '../files/open-store.ts';
import type { S3Place } from '../files/s3-place.ts';
import type { Check } from '../health/check.ts';
import { dialUrl } from '../mqtt/dial.ts';
import type { MqttConfig } from '../mqtt/mqtt-config.ts';
import { transportTo } from '../telling/channels/email.ts';
import type { SmtpServer } from '../telling/channels/smtp-url.ts';
import { wordsOf } from './remark.ts';

const outside = (name: string, probe: Check['probe']): Check => ({ name, isCritical: false, probe });

/** The mail server answers, and takes what we sign in with. Nothing is sent. */
export const mailCheck = (server: SmtpServer): Check =>
  outside('mail', async () => {
    const { host, port } = server;
    const transport = transportTo(server);
    try {
      await transport.verify();
      return verbatim(`${host} takes mail on port ${port}.`);
    } catch (error) {
      throw new Error(`${host} does not take mail on port ${port}: ${wordsOf(error)}.`, { cause: error });
    } finally {
      transport.close();
    }
  });

/** A broker of somebody else's lets us in. Nothing is published. */
export const brokerCheck = ({ url, ...config }: MqttConfig & { readonly url: string }): Check =>
  outside('broker', async () => {
    const { host } = new URL(url);
    const dial = await dialUrl({ ...config, url });
    // MQTT 3.1.1, which every broker speaks.
    const client = await dial({ version: 4, clientId: `caretaker-doctor-${crypto.randomUUID().slice(0, 8)}`, isLasting: false });
    try {
      await connected(client);
      return verbatim(`The broker ${host} lets the console in.`);
    } catch (error) {
      throw new Error(`The broker ${host} does not let the console in: ${wordsOf(error)}.`, { cause: error });
    } finally {
      client.end(true);
    }
  });

function connected(client: MqttClient): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.once('connect', () => resolve());
  client.once('error', reject);
  client.once('close', () => reject(new Error('it closes the connection')));
  return promise;
}

/** The object store lets us in and shows the bucket. Nothing is written. */
export const bucketCheck = (place: S3Place, dataDir: string): Check =>
  outside('files', async () => {
    for await (const _name of openStore({ dataDir, s3: place }).list()) break;
    return verbatim(`The bucket ${place.bucket} can be read.`);
  });
