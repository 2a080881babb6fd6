import { sayingFrom } from '../../../kernel/contract/saying.ts';

/** What the check of this module tells, by code. */
export const SCREENS_TOLD = { 'screens.late': 'Screens that should have been judged anew more than 15 minutes ago: {late}.' } as const;

/** Says it. */
export const told = sayingFrom(SCREENS_TOLD);
