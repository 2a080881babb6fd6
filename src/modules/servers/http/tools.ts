import { Readable } from 'node:stream';
import { type Served, serveStream } from '../../../kernel/http/serve.ts';
import { samplesAt } from '../actions/figures.ts';
import { type Inventory, inventoryAt } from '../actions/inventory.ts';
import type { Parts } from '../actions/parts.ts';
import { readInventory, readMetrics } from '../contract/tool-routes.ts';
import { GAUGES, gaugeHead, gaugeLines, labelsOf, type ServerSample } from '../domain/exposition.ts';

/** What other tools read of all servers at once: streamed, because there may be very many. */
export const toolRoutes = (parts: Pick<Parts, 'db' | 'assets'>): readonly Served[] => [
  serveStream(readMetrics, async (_input, { scope, clock }) => Readable.from(exposition(await samplesAt(parts, scope, clock.now())))),
  serveStream(readInventory, async ({ siteId }, { scope, clock }) =>
    Readable.from(inventoryJson(await inventoryAt(parts, scope, { at: clock.now(), siteId }))),
  ),
];

/** Texts this long are handed on: a write per line would be slow. */
const CHUNK = 64 * 1_024;

function* exposition(samples: readonly ServerSample[]): Generator<string, void, void> {
  const labels = samples.map(labelsOf);
  for (const gauge of GAUGES) {
    let chunk = gaugeHead(gauge);
    for (const [at, sample] of samples.entries()) {
      chunk += gaugeLines(gauge, sample, labels[at]);
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = '';
    }
    yield chunk;
  }
}

/** With `_meta`, so that Ansible does not ask host by host. */
function* inventoryJson({ hosts, groups }: Inventory): Generator<string, void, void> {
  let chunk = '{"_meta":{"hostvars":{';
  let isFirst = true;
  for (const [name, vars] of hosts) {
    chunk += `${isFirst ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(vars)}`;
    isFirst = false;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}}},"all":{"children":${JSON.stringify([...groups.keys()])}}`;
  for (const [name, members] of groups) yield `,${JSON.stringify(name)}:${JSON.stringify({ hosts: members })}`;
  yield '}';
}
