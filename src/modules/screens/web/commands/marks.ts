import type { Mark } from '../../../../web/kit/index.ts';
import type { CommandStatus } from '../../domain/command/states.ts';

const MARKS: Readonly<Partial<Record<CommandStatus, Mark>>> = {
  completed: 'ok',
  recovered: 'ok',
  timed_out: 'warning',
  manual_intervention_required: 'critical',
  failed: 'critical',
  expired: 'critical',
  blocked_safety: 'warning',
  canceled: 'off',
};

/** What is on its way is neither well nor ill. */
export const commandMark = (status: CommandStatus): Mark => MARKS[status] ?? 'unknown';
