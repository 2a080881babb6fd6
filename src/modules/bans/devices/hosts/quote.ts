/**
 * One argument for a POSIX shell, whatever it holds: between single quotes nothing means anything, and a single quote is written
 * outside of them. The only function that makes words of a shell's line. NUL cannot be in an argument (execve(2)).
 */
export function shellWord(argument: string): string {
  if (argument.includes('\0')) throw new RangeError('an argument of a program cannot hold NUL');
  return `'${argument.replaceAll("'", `'\\''`)}'`;
}
