import { StartError } from '../kernel/start-error.ts';

const ENTER = /[\r\n]/;
const BACKSPACE = /[\b\u007f]/;
const INTERRUPT = '\u0003';

/** Asks at the terminal without showing what is typed. Standard output belongs to the answer. */
export function readHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (finish: () => void): void => {
      stdin.setRawMode(false).pause().off('data', take);
      stderr.write('\n');
      finish();
    };
    const take = (keys: string): void => {
      for (const key of keys) {
        if (key === INTERRUPT) end(() => reject(new StartError('Nothing was changed.')));
        else if (ENTER.test(key)) end(() => resolve(typed));
        else typed = BACKSPACE.test(key) ? typed.slice(0, -1) : typed + key;
      }
    };
    stdin.on('data', take);
  });
}
