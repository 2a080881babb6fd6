import type { DeviceTokens } from '../../../kernel/auth/device-tokens.ts';
import { findToken } from '../store/tokens.ts';
import type { Parts } from './parts.ts';
import { REPORT_TOKEN_PREFIX } from './report-tokens.ts';

/** Lets the kernel sign a machine in by its report token. */
export const createReportTokens = ({ db }: Pick<Parts, 'db'>): DeviceTokens => ({
  prefix: REPORT_TOKEN_PREFIX,
  permission: 'servers:report',
  find: (tokenHash, address) => findToken(db, tokenHash, address),
});
