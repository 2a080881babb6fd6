/** A sentence for every refusal. */
export const refusals = { bans: {} };
