import { z } from 'zod';

/** What a console has given to this player. */
export const Account = z.object({
  consoleUrl: z.string(),
  url: z.string(),
  username: z.string(),
  password: z.string(),
  /** Certificates (PEM) that the broker's must lead to; null: those that the system trusts. */
  ca: z.string().nullable(),
});
export type Account = z.infer<typeof Account>;
