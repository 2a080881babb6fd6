import { open } from 'node:fs/promises';

const NO_ROOM = ['ENOSPC', 'EDQUOT'];

/** Whether a disk or a quota is full. */
export const isNoRoom = (error: unknown): boolean => NO_ROOM.some((code) => code === codeOf(error));

export const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Makes what was renamed, made or unlinked in a folder survive a power cut. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
