export const PROCESS_STATUSES = ['running', 'crashed', 'starting', 'stopped'] as const;
/** Of the program that shows the content, as the player says it. */
export type ProcessStatus = (typeof PROCESS_STATUSES)[number];
