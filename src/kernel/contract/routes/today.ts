import { z } from 'zod';
import { pageInput, pageOf } from '../page.ts';
import { route } from '../route.ts';
import { SEVERITIES } from '../severity.ts';
import { commaList, InstantInput, prose, WireId, WireInstant } from '../wire.ts';
import { Named, PersonRef } from './shapes.ts';

/** One fact of a story's sentence, as message key `<module>:findings.<rule>` and parameters. */
export const Fact = z.object({
  module: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  assetName: z.string().nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

export const StoryAction = z.object({
  /** `servers.markUpdated` */
  key: z.string(),
  module: z.string(),
  rule: z.string(),
  assetId: WireId.nullable(),
  assetName: z.string().nullable(),
  risk: z.enum(['read', 'update', 'reboot']),
});

export const Safe = z.object({
  /** `unknown` is said, never shown as "now". */
  answer: z.enum(['allow', 'confirm', 'deny', 'unknown']),
  safeAt: WireInstant.nullable(),
});

export const Story = z
  .object({
    id: WireId,
    site: Named,
    subject: z.object({
      kind: z.enum(['machine', 'asset', 'key', 'batch']),
      id: z.string(),
      name: z.string(),
      assetId: WireId.nullable(),
      assetKind: z.string().nullable(),
    }),
    severity: z.enum(SEVERITIES),
    /** Worst first, three at most; `findingCount` says how many there are. */
    facts: z.array(Fact),
    findingCount: z.int(),
    /** Open findings that are explained by another one and folded under it. */
    foldedCount: z.int(),
    since: WireInstant,
    who: z.object({
      because: z.enum(['assignee', 'owner', 'machine_owner', 'site_contact', 'nobody']),
      people: z.array(PersonRef),
      teams: z.array(Named),
    }),
    isMine: z.boolean(),
    safe: Safe,
    /** The first is the primary one: the worst finding's first action that the caller may do. */
    actions: z.array(StoryAction),
    mayAct: z.boolean(),
    acknowledged: z.object({ at: WireInstant, by: z.string() }).nullable(),
    snoozed: z.object({ until: WireInstant.nullable(), untilSafe: z.boolean(), by: z.string() }).nullable(),
    accepted: z.object({ until: WireInstant, reason: z.string(), by: z.string() }).nullable(),
    /** Every finding is muted by maintenance until then. */
    mutedUntil: WireInstant.nullable(),
    closedAt: WireInstant.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Story' });
export type Story = z.infer<typeof Story>;

const Finding = z.object({
  id: WireId,
  module: z.string(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  asset: z.object({ id: WireId, name: z.string(), kind: z.string() }).nullable(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  openedAt: WireInstant,
  isFlapping: z.boolean(),
  isMuted: z.boolean(),
  /** Rule of the finding that explains this one. */
  causedBy: z.string().nullable(),
  actions: z.array(StoryAction),
});

export const StoryDetail = Story.extend({
  findings: z.array(Finding),
  history: z.array(
    z.object({ id: z.int(), at: WireInstant, what: z.string(), by: z.string().nullable(), details: z.record(z.string(), z.unknown()) }),
  ),
}).meta({ id: 'StoryDetail' });

export const TABS = ['mine', 'anyone', 'snoozed', 'done'] as const;

export const listToday = route({
  method: 'GET',
  path: '/today',
  summary: 'The queue of everything that needs a person',
  permission: 'findings:read',
  input: z.strictObject({
    ...pageInput,
    tab: z.enum(TABS).default('anyone'),
    siteId: WireId.optional(),
    module: commaList(z.string().max(40)).optional(),
    severity: commaList(z.enum(SEVERITIES)).optional(),
    q: z.string().max(200).optional(),
  }),
  output: pageOf(Story).extend({
    /** Stories per tab under the same filters. */
    counts: z.object({ mine: z.int(), anyone: z.int(), snoozed: z.int(), done: z.int() }),
  }),
  refusals: { 'kernel.bad_cursor': 422 },
});

export const getStory = route({
  method: 'GET',
  path: '/stories/:id',
  summary: 'One story with its findings and history',
  permission: 'findings:read',
  input: z.strictObject({ id: WireId }),
  output: StoryDetail,
  refusals: { 'findings.unknown_story': 404 },
  version: 'version',
});

const refusals = { 'findings.unknown_story': 404, 'findings.story_closed': 409 } as const;

export const acknowledgeStory = route({
  method: 'POST',
  path: '/stories/:id/acknowledge',
  summary: 'Say "I have seen it"; ends when severity rises or a rule joins',
  permission: 'findings:act',
  input: z.strictObject({ id: WireId }),
  output: Story,
  refusals,
  status: 200,
});

export const unacknowledgeStory = route({
  method: 'DELETE',
  path: '/stories/:id/acknowledge',
  summary: 'Take the acknowledgement back',
  permission: 'findings:act',
  input: z.strictObject({ id: WireId }),
  output: Story,
  refusals,
});

export const snoozeStory = route({
  method: 'POST',
  path: '/stories/:id/snooze',
  summary: 'Set aside until an instant (30 days at most) or until it is safe; ends when severity rises',
  permission: 'findings:act',
  input: z.strictObject({ id: WireId, until: z.union([InstantInput, z.literal('safe')]) }),
  output: Story,
  refusals: { ...refusals, 'findings.snooze_too_long': 422, 'findings.snooze_past': 422, 'findings.never_safe': 422 },
  status: 200,
});

export const wakeStory = route({
  method: 'DELETE',
  path: '/stories/:id/snooze',
  summary: 'End a snooze',
  permission: 'findings:act',
  input: z.strictObject({ id: WireId }),
  output: Story,
  refusals,
});

export const acceptStory = route({
  method: 'POST',
  path: '/stories/:id/accept',
  summary: 'Live with it until a date (366 days at most), for a reason; ends when severity rises',
  permission: 'findings:act',
  input: z.strictObject({ id: WireId, until: InstantInput, reason: prose(1_000).pipe(z.string().min(3)) }),
  output: Story,
  refusals: { ...refusals, 'findings.accept_past': 422, 'findings.accept_too_long': 422 },
  status: 200,
});

export const unacceptStory = route({
  method: 'DELETE',
  path: '/stories/:id/accept',
  summary: 'End an acceptance',
  permission: 'findings:act',
  input: z.strictObject({ id: WireId }),
  output: Story,
  refusals,
});

export const assignStory = route({
  method: 'POST',
  path: '/stories/:id/assign',
  summary: 'Give a story to somebody, or to nobody',
  permission: 'findings:act',
  input: z.strictObject({ id: WireId, userId: WireId.nullable() }),
  output: Story,
  refusals: { ...refusals, 'findings.unknown_assignee': 422 },
  status: 200,
});
