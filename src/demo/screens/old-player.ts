import mqtt from 'mqtt';

const HEARTBEAT_MS = 65_000;

/** A player of the old contract: it knows one account for all, and says who it is. Answers how to end it. */
export async function startOldPlayer(
  { url, username, password }: { readonly url: string; readonly username: string; readonly password: string },
  { uuid, hostname }: { readonly uuid: string; readonly hostname: string },
): Promise<() => Promise<void>> {
  const client = await mqtt.connectAsync(url, { username, password, protocolVersion: 4 }, false);
  client.on('error', () => {});
  const discover = () =>
    client.publishAsync('infoscreen/discovery', JSON.stringify({ uuid, hostname, software_version: '1.4' }), { qos: 1 });
  const beat = (): void => {
    const state = { current_process: 'vlc', process_pid: 612, process_status: 'running', current_event_id: null };
    client.publish(`infoscreen/${uuid}/heartbeat`, JSON.stringify(state), { qos: 1 });
  };
  await discover();
  // The discovery has made the screen by then.
  const soon = setTimeout(beat, 3_000);
  const timer = setInterval(beat, HEARTBEAT_MS);
  return async () => {
    clearTimeout(soon);
    clearInterval(timer);
    await client.endAsync(true);
  };
}
