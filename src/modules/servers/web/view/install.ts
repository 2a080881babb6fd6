const SCRIPT = 'caretaker-report.sh';
const TOKEN_FILE = 'caretaker-report-token';

/** The console's address inside the address that reports are sent to. */
export const consoleUrl = (reportUrl: string): string => reportUrl.replace(/\/api\/servers\/report$/, '');

/** Commands for the machine, in order: fetch the script, store the token, try, install. */
export interface InstallCommands {
  readonly fetch: string;
  /** Null while no token is at hand. */
  readonly storeToken: string | null;
  readonly tryOut: string;
  readonly install: string;
}

/** The token goes into a file that only its owner can read: arguments of a command are seen by everybody on the machine. */
export function installCommands(url: string, token: string | null): InstallCommands {
  const send = `sh ${SCRIPT} --url ${shellWord(url)} --token-file ${TOKEN_FILE}`;
  return {
    fetch: `curl -fsS ${shellWord(`${url}/agent/report.sh`)} -o ${SCRIPT}`,
    storeToken: token === null ? null : `(umask 077; printf '%s\\n' ${shellWord(token)} > ${TOKEN_FILE})`,
    tryOut: `sh ${SCRIPT} --dry-run\n${send}`,
    install: `sudo ${send} --install\nrm ${TOKEN_FILE}`,
  };
}

const PLAIN_WORD = /^[\w:/.@%+,=~-]+$/;

/** A word as a POSIX shell reads it back, quoted only where it must be. */
const shellWord = (text: string): string => (PLAIN_WORD.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

const ENROLMENT_FILE = '/etc/caretaker/enrolment-token';

/** For an image: where its enrolment token is kept, and what each machine runs when it first starts. */
export interface EnrolCommands {
  readonly store: string;
  readonly firstStart: string;
}

export const enrolCommands = (url: string, token: string): EnrolCommands => ({
  store: `install -d -m 755 /etc/caretaker\n(umask 077; printf '%s\\n' ${shellWord(token)} > ${ENROLMENT_FILE})`,
  firstStart: `curl -fsS ${shellWord(`${url}/agent/report.sh`)} -o ${SCRIPT}\nsh ${SCRIPT} --url ${shellWord(url)} --enrol ${ENROLMENT_FILE} --install`,
});
