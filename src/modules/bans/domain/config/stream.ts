import type { PythonValue } from './python-literal.ts';

/** One command of the effective stream, as `fail2ban-client -d` prints it: `['set', 'sshd', 'maxretry', 5]`. */
export type Command = readonly PythonValue[];
