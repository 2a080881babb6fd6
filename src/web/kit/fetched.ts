/** The console has newer pages than this tab, and a part that the tab lacks is gone. */
export class OutdatedError extends Error {
  override readonly name = 'OutdatedError';
  constructor(cause: unknown) {
    super('The console has newer pages than this tab.', { cause });
  }
}

/**
 * Loads a part of the pages. Where it cannot be had because the console was upgraded meanwhile, the tab is loaded anew, by itself once
 * for each version; where that did not help, an OutdatedError says what is the matter. Nothing that somebody typed is lost by it: parts
 * are fetched when a page is left, whose forms go with it, or when a dialog is begun, and then no other is open.
 */
export const fetched =
  <Part>(load: () => Promise<Part>): (() => Promise<Part>) =>
  () =>
    load().catch(async (error: unknown) => {
      const served = await servedPages();
      if (served === null || served === ownPages()) throw error;
      if (sessionStorage.getItem(RELOADED_FOR) === served) throw new OutdatedError(error);
      sessionStorage.setItem(RELOADED_FOR, served);
      location.reload();
      // Nothing is drawn any more.
      return new Promise<never>(() => {});
    });

/** Which pages this tab was last loaded anew for: where those are not what it then got, trying again would have no end. */
const RELOADED_FOR = 'reloaded for';

/** Pages are known by the name of their first file, which follows from what is in them. */
const ownPages = (): string | null => document.querySelector('script[type=module][src]')?.getAttribute('src') ?? null;

/** Of the pages that the console hands out now; null: it does not answer. */
async function servedPages(): Promise<string | null> {
  try {
    const reply = await fetch('/', { cache: 'no-store' });
    return /<script type="module"[^>]* src="([^"]+)"/.exec(await reply.text())?.[1] ?? null;
  } catch {
    return null; // The network is away, which the part's own error says.
  }
}
