import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** What axe looks for: everything, or the contrast of colours alone. */
export type AxeLook = 'everything' | 'contrast';

/** What axe finds wrong with the page as it is shown now, one line for each element. */
export async function axeFindings(page: Page, look: AxeLook = 'everything'): Promise<readonly string[]> {
  // A script tag would be refused by the content security policy; this runs beside it.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const runOnly = look === 'everything' ? { type: 'tag', values: RULES } : { type: 'rule', values: ['color-contrast'] };
  const options = { runOnly, resultTypes: ['violations'] };
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} (${whyOf(node)})`));
}

const whyOf = ({ any, all, none }: AxeResults['violations'][number]['nodes'][number]): string =>
  [...any, ...all, ...none].map(({ message }) => message).join('; ');

/** How many pixels the page can be scrolled sideways; 0 on every page that fits. */
export const sidewaysScroll = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
