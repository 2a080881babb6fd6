import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';
import { WireId } from '../../../kernel/contract/wire.ts';

export const readMetrics = route({
  method: 'GET',
  path: '/servers/metrics',
  summary: 'Figures of every server for Prometheus: one series per server, nothing where nothing is known',
  permission: 'servers:read',
  input: z.strictObject({}),
  output: z.string(),
  refusals: {},
  mediaType: 'text/plain; version=0.0.4; charset=utf-8',
});

export const readInventory = route({
  method: 'GET',
  path: '/servers/ansible-inventory',
  summary: 'Servers as a dynamic inventory of Ansible: groups by status, schedule, owner, site and tag',
  permission: 'servers:read',
  input: z.strictObject({ siteId: WireId.optional() }),
  output: z.string(),
  refusals: {},
  mediaType: 'application/json; charset=utf-8',
});
