export type { SimulatedJail } from './jail.ts';
export { createSimulatedFail2ban, type SimulatedFail2ban, type SimulatedOptions } from './server.ts';
