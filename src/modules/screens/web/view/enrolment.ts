/** What a camera reads from the code's picture: where to ask, and with what. */
export const qrText = (origin: string, code: string): string => `${origin}\n${code}`;

/** Enrols from a shell, for a trial or a player that is made by hand; the UUID is the player's own and stays. */
export const enrolCommand = (origin: string, code: string): string =>
  [
    `uuid=$(cat /proc/sys/kernel/random/uuid)`,
    `curl -sS ${origin}/api/screens/enrol -H 'content-type: application/json' \\`,
    `  -d '{"code":"${code}","uuid":"'"$uuid"'","hardware":{"hostname":"'"$(hostname)"'"}}'`,
  ].join('\n');

/** A player in this browser, which has the code already. */
export const trialHref = (code: string): string => `/player/#code=${encodeURIComponent(code)}`;
