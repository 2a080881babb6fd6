import type { ComponentType } from 'react';
import type { Story } from '../kernel/contract/routes/today.ts';
import type { Icon } from './kit/icons.ts';

export type StoryAction = Story['actions'][number];

/** One entry of the left rail. */
export interface WebNav {
  readonly to: string;
  /** In the module's namespace: `servers:nav.servers` is written `nav.servers`. */
  readonly labelKey: string;
  readonly icon: Icon;
  readonly permission: string;
}

/** One page, loaded when it is first opened. Paths as TanStack Router writes them: `/servers/$id`; `useParam('id')` reads them. */
export interface WebRoute {
  readonly path: string;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  /** Without it the page says which permission is missing. */
  readonly permission: string;
}

export interface FindingActionProps {
  readonly story: Story;
  readonly action: StoryAction;
  /** Call it when done or given up; Today takes the focus back. */
  onClose(): void;
}

/** What a button in Today does: go to a page, or show a dialog over Today (loaded when first used). */
export type FindingAction =
  | { readonly labelKey: string; readonly href: (action: StoryAction, story: Story) => string }
  | { readonly labelKey: string; readonly load: () => Promise<{ readonly default: ComponentType<FindingActionProps> }> };

/** An entry of the command palette beside the pages of the rail. */
export interface WebCommand {
  readonly labelKey: string;
  readonly href: string;
  readonly permission: string;
}

type Texts = Readonly<Record<string, unknown>>;

/** The pages of one module, exported by its `web/index.ts`. */
export interface WebModule {
  /** Name of the module and of its i18next namespace. */
  readonly name: string;
  readonly nav: readonly WebNav[];
  readonly routes: readonly WebRoute[];
  readonly commands?: readonly WebCommand[];
  /**
   * Both languages hold the same keys. Today asks for `findings.<rule>` (the sentence with figures) and `rules.<rule>` (its short
   * name, for history), the bell for `errands.<key>`; `title` is the module's name, `refusals.<code>` has a sentence for every refusal of its contracts.
   */
  readonly locales: { readonly en: Texts; readonly de: Texts };
  /** By action key, `servers.markUpdated`. */
  readonly findingActions: Readonly<Record<string, FindingAction>>;
  /** Where an asset of this module is shown, for `/assets/:id` and search. */
  readonly assetHref: (asset: { readonly id: string; readonly kind: string }) => string;
  readonly assetIcon: (kind: string) => Icon;
}
