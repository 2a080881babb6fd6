import { safetyNetClaims } from '../../testing/safety-net.ts';

await safetyNetClaims('local');
