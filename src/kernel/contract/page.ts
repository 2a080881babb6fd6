import { z } from 'zod';

/** What every list takes; spread into its input: `z.strictObject({ ...pageInput, status: … })`. */
export const pageInput = {
  /** `nextCursor` of the page before. */
  cursor: z.string().max(2_000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** What every list answers. `nextCursor` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
