interface DebianVersion {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

/** Negative if `a` is older, 0 if neither is, positive if `a` is newer (Debian policy, section 5.6.12). */
export function compareDebian(a: string, b: string): number {
  const [left, right] = [readVersion(a), readVersion(b)];
  return left.epoch - right.epoch || compareParts(left.upstream, right.upstream) || compareParts(left.revision, right.revision);
}

/** `[epoch:]upstream[-revision]`; an upstream version may hold dashes, so the revision follows the last one. */
function readVersion(text: string): DebianVersion {
  const version = text.trim();
  const colon = version.indexOf(':');
  const epoch = colon > 0 ? Number(version.slice(0, colon)) : 0;
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  const [upstream, revision] = dash === -1 ? [rest, '0'] : [rest.slice(0, dash), rest.slice(dash + 1)];
  return { epoch: Number.isSafeInteger(epoch) ? epoch : 0, upstream, revision };
}

/** By turns a part without digits, sign by sign, and a number. */
function compareParts(a: string, b: string): number {
  let [left, right] = [a, b];
  while (left !== '' || right !== '') {
    const [leftWord = ''] = /^\D*/.exec(left) ?? [];
    const [rightWord = ''] = /^\D*/.exec(right) ?? [];
    const byWord = compareWords(leftWord, rightWord);
    if (byWord !== 0) return byWord;
    [left, right] = [left.slice(leftWord.length), right.slice(rightWord.length)];
    const [leftDigits = ''] = /^\d*/.exec(left) ?? [];
    const [rightDigits = ''] = /^\d*/.exec(right) ?? [];
    const byNumber = compareDigits(leftDigits, rightDigits);
    if (byNumber !== 0) return byNumber;
    [left, right] = [left.slice(leftDigits.length), right.slice(rightDigits.length)];
  }
  return 0;
}

function compareWords(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = rankOf(a[at]) - rankOf(b[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde comes before the end, the end before letters, letters before every other sign. */
function rankOf(sign: string | undefined): number {
  if (sign === undefined) return 0;
  if (sign === '~') return -1;
  const code = sign.charCodeAt(0);
  return /[A-Za-z]/.test(sign) ? code : code + 0x1_0000;
}

/** Numbers of any length: leading zeros aside, the longer one is the larger. */
export function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  if (left.length !== right.length) return left.length - right.length;
  return left === right ? 0 : left < right ? -1 : 1;
}
