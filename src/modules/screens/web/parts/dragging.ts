import type { DragEvent } from 'react';
import type { Group, Screen } from '../../contract/screen-shapes.ts';

/** What is on its way; both stay within their site. */
export type Dragged = { readonly kind: 'group'; readonly group: Group } | { readonly kind: 'screen'; readonly screen: Screen };

export const siteOf = (dragged: Dragged): string => (dragged.kind === 'group' ? dragged.group.site.id : dragged.screen.site.id);

/** True when the row itself sets out, and not a text in a dialog that it has opened. Browsers drag nothing that carries no data. */
export function startDrag({ dataTransfer, target, currentTarget }: DragEvent, name: string): boolean {
  if (target !== currentTarget) return false;
  dataTransfer.effectAllowed = 'move';
  dataTransfer.setData('text/plain', name);
  return true;
}
