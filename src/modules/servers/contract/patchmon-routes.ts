import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';

// The shapes are PatchMon's, read from its agent's wire format; what we do not know of them is let through unread.
const Text = z.string().max(2_000).optional();
const Hash = z.string().max(200).optional();

const PatchmonPackage = z.looseObject({
  name: z.string().max(2_000),
  currentVersion: Text,
  availableVersion: Text,
  needsUpdate: z.boolean().optional(),
  isSecurityUpdate: z.boolean().optional(),
  sourceRepository: Text,
});

/** More than any machine has installed. */
const MOST_PACKAGES = 20_000;

const common = {
  method: 'POST',
  permission: 'servers:report',
  refusals: { 'servers.unknown': 404, 'servers.other_machine': 409, 'servers.agent_id': 403 },
  status: 200,
  // Its agents know no other way to show a token.
  tokenHeader: 'x-api-key',
  // Many machines may stand behind one address.
  triesPerMinute: 3_000,
} as const;

export const updateFromPatchmon = route({
  ...common,
  path: '/v1/hosts/update',
  summary: "A report of PatchMon's agent; X-API-ID is the server's id, X-API-KEY its report token",
  input: z.looseObject({
    packages: z.array(PatchmonPackage).max(MOST_PACKAGES).nullish(),
    repositories: z
      .array(z.looseObject({ isEnabled: z.boolean().optional() }))
      .max(5_000)
      .nullish(),
    osType: Text,
    osVersion: Text,
    hostname: Text,
    architecture: Text,
    agentVersion: Text,
    machineId: Text,
    kernelVersion: Text,
    bootTime: Text,
    needsReboot: z.boolean().optional(),
    rebootReason: Text,
    packageManager: Text,
    sections: z.array(z.string().max(40)).max(20).nullish(),
    hashes: z.looseObject({ packagesHash: Hash }).nullish(),
  }),
  output: z.object({
    success: z.boolean(),
    message: z.string(),
    packagesProcessed: z.int(),
    updatesAvailable: z.int(),
    securityUpdates: z.int(),
  }),
  bodyLimit: 8 * 1_048_576,
});

export const pingFromPatchmon = route({
  ...common,
  path: '/v1/hosts/ping',
  summary: "A sign of life of PatchMon's agent; the answer names the sections whose content we do not have",
  input: z.looseObject({
    hashes: z.looseObject({ packagesHash: Hash }).nullish(),
    metrics: z.looseObject({ needsReboot: z.boolean().nullish() }).nullish(),
    agentVersion: Text,
  }),
  output: z.object({
    message: z.string(),
    timestamp: z.string(),
    friendlyName: z.string(),
    hashGate: z.boolean(),
    requestFull: z.array(z.string()),
  }),
});
