/** Addresses for documentation (RFC 5737, RFC 3849): nobody has them, so nobody is accused. */
const ATTACKERS = [
  ...['192.0.2.7', '192.0.2.9', '198.51.100.23', '203.0.113.77'],
  ...['2001:db8:bad::17', '198.51.100.24', '192.0.2.8', '203.0.113.140'],
];

/** Who attacks in a round: the same few, each in their turn. */
export const attackerOf = (round: number): string => ATTACKERS[round % ATTACKERS.length] ?? '192.0.2.7';

/** Many at once, for the fault `storm`: neighbours of a few networks, as botnets come. */
export const stormers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_none, at) => `${at % 2 === 0 ? '198.51.100' : '203.0.113'}.${20 + Math.floor(at / 2)}`);
