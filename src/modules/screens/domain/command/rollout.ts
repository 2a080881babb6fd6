/** Fewer commands of a day say nothing of a roll-out. */
const FEWEST = 20;
/** More than this share of a day's commands that failed or timed out is worth a look (spec, "Command lifecycle"). */
const MOST_FAILED = 0.05;

/** Whether so many of a day's commands went wrong that it is no chance. */
export const isFailing = ({ total, failed }: { readonly total: number; readonly failed: number }): boolean =>
  total >= FEWEST && failed > total * MOST_FAILED;
