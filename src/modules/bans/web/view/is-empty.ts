interface Listed {
  readonly items: readonly unknown[];
  readonly isLoading: boolean;
  readonly problem: object | null;
}

/** Whether a list was asked for and holds nothing; while it loads, or where that failed, nobody knows. */
export const isEmpty = ({ items, isLoading, problem }: Listed): boolean => items.length === 0 && !isLoading && problem === null;
