/** Ein Satz für jede Ablehnung. */
export const refusals = { bans: {} };
