import type { Metrics } from '../metrics/metrics.ts';

export type FilesMetrics = ReturnType<typeof createFilesMetrics>;

export const createFilesMetrics = (metrics: Metrics) => ({
  puts: metrics.counter('caretaker_files_puts_total', 'Files put: new, known (the content was there), refused (too large, no room).', [
    'outcome',
  ]),
  collected: metrics.counter('caretaker_files_collected_total', 'Files removed because nobody refers to them any more.'),
  lost: metrics.counter('caretaker_files_lost_total', 'Files that were asked for and are not where they were put.'),
  damaged: metrics.counter('caretaker_files_damaged_total', 'Files whose bytes are not those that were put.'),
});
