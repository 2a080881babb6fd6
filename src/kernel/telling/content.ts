import type { Severity } from '../contract/severity.ts';
import type { FindingParams } from '../findings/findings.ts';
import type { Occasion } from './domain/occasion.ts';

/** One fact of a story's sentence: text `<module>:findings.<rule>` with figures. */
export interface FactLine {
  readonly module: string;
  readonly rule: string;
  readonly severity: Severity;
  /** Name of the asset, where it is another one than the story's subject. */
  readonly assetName: string | null;
  readonly params: FindingParams;
}

/** A story as one person is told of it. */
export interface StoryLine {
  readonly storyId: string;
  readonly occasion: Occasion;
  readonly severity: Severity;
  readonly siteName: string;
  /** Machine, asset, or what the module's key names; of a batch null: its rule says what it is. */
  readonly subject: string | null;
  /** Worst first, three at most; of what is over, what it was. */
  readonly facts: readonly FactLine[];
  /** How many findings there are in sight. */
  readonly findingCount: number;
  readonly since: string;
}

export interface NoticeLine {
  readonly module: string;
  readonly sentence: string;
  readonly params: FindingParams;
  readonly href: string;
}

/** As many stories or notices as one message lists: nobody reads more, and a page of them says it better. */
export const MOST_LINES = 40;

/** What a message says, as keys and figures: it is put into words when it leaves, in the language that the person has then. */
export interface MessageContent {
  readonly stories: readonly StoryLine[];
  readonly notices: readonly NoticeLine[];
  /** How many more of the same kind are due, beyond those that are listed. */
  readonly unlisted: number;
  /** Of a digest: how many other stories of the person are still open. */
  readonly stillOpen: number;
}
