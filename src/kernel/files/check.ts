import type { Saying } from '../contract/saying.ts';
import type { Check } from '../health/check.ts';
import type { FileStore } from './file-store.ts';

/** What was found is believed for so long: others ask for readiness every few seconds, and each probe writes. */
const BELIEVED_MS = 30_000;

/** `files` of readiness: writes, reads and removes a little file. Not critical: all but uploads and downloads works without. */
export function filesCheck(store: Pick<FileStore, 'probe'>): Check {
  let last: { readonly at: number; readonly detail: Saying | null } | null = null;
  return {
    name: 'files',
    isCritical: false,
    async probe() {
      const now = performance.now();
      if (last !== null && now - last.at < BELIEVED_MS) return last.detail;
      last = null;
      const detail = await store.probe();
      last = { at: now, detail };
      return detail;
    },
  };
}
