import { figuresOf } from '../../contract/figures.ts';
import type { Letter, LetterItem } from '../channels/sending.ts';
import type { FactLine, NoticeLine, StoryLine } from '../content.ts';
import type { Addressee, MessageRow } from '../outbox/message-rows.ts';
import { pageOf } from './page.ts';
import { oneLine } from './plain.ts';
import type { Say, Texts } from './texts.ts';

export interface WriteParts {
  readonly texts: Texts;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  /** Of people who have chosen none (IANA). */
  readonly timeZone: string;
}

interface Context {
  readonly say: Say;
  readonly publicUrl: string;
  /** A site's name says nothing while there is only one. */
  readonly hasSites: boolean;
}

/** A message in the words of its person: title, text, page, and its parts for programs. */
export function writeLetter(parts: WriteParts, message: MessageRow, to: Addressee, { hasSites }: { readonly hasSites: boolean }): Letter {
  const { publicUrl } = parts;
  const say = parts.texts.for(to.language, to.timeZone ?? parts.timeZone);
  const context = { say, publicUrl, hasSites };
  const { stories, notices, unlisted, stillOpen } = message.content;
  const items = [...stories.map((line) => storyItem(context, line)), ...notices.map((line) => noticeItem(context, line))];
  const lines = items.map((item) => ({ heading: headingOf(context, item), sentence: item.sentence, href: item.href }));
  const [only] = items;
  const href =
    items.length === 1 && only !== undefined ? only.href : `${publicUrl}/${message.kind === 'test' ? 'account/notifications' : 'today'}`;
  const letter = {
    title: titleOf(context, message, items),
    intro: message.kind === 'test' ? say('message.testText') : null,
    lines,
    unlisted: unlisted > 0 ? say('message.unlisted', { count: unlisted }) : null,
    stillOpen: stillOpen > 0 ? say('message.stillOpen', { count: stillOpen }) : null,
    footer: say('message.footer', { url: `${publicUrl}/account/notifications` }),
  };
  return {
    ...{
      id: message.id,
      kind: message.kind,
      language: to.language,
      title: letter.title,
      href,
      items,
      unlisted,
      createdAt: message.createdAt,
    },
    ...pageOf(letter),
    isCritical: stories.some(({ severity, occasion }) => severity === 'critical' && occasion !== 'cleared'),
    isAllClear: stories.length > 0 && stories.every(({ occasion }) => occasion === 'cleared'),
  };
}

function storyItem(context: Context, line: StoryLine): LetterItem {
  const { say, publicUrl } = context;
  const more = line.findingCount - line.facts.length;
  const sentence = line.subject === null ? batchSentence(say, line) : line.facts.map((fact) => factSentence(say, fact)).join(' · ');
  return {
    ...{ storyId: line.storyId, occasion: line.occasion, severity: line.severity, site: line.siteName },
    subject: oneLine(line.subject ?? ruleName(say, line.facts[0])),
    sentence: more > 0 && line.subject !== null ? `${sentence} · ${say('message.more', { count: more })}` : sentence,
    facts: line.facts.map(({ module, rule, params }) => ({ module, rule, params })),
    href: `${publicUrl}/today?story=${line.storyId}`,
  };
}

/** "25 at once: web01, web02, web03, …" */
function batchSentence(say: Say, { facts, findingCount }: StoryLine): string {
  const names = facts.flatMap(({ assetName }) => (assetName === null ? [] : [oneLine(assetName)]));
  return say('message.batch', { count: findingCount, names: [...names, ...(findingCount > names.length ? ['…'] : [])].join(', ') });
}

/** As Today says it. */
function factSentence(say: Say, { module, rule, params, assetName }: FactLine): string {
  const sentence = oneLine(say(`${module}:findings.${rule}`, figuresOf(params, say), `${module}: ${rule}`), 400);
  return assetName === null ? sentence : `${oneLine(assetName)}: ${sentence}`;
}

const ruleName = (say: Say, fact: FactLine | undefined): string =>
  fact === undefined ? '' : say(`${fact.module}:rules.${fact.rule}`, {}, fact.rule);

function noticeItem({ say, publicUrl }: Context, { module, sentence, params, href }: NoticeLine): LetterItem {
  return {
    ...{ storyId: null, occasion: 'notice', severity: null, site: null, subject: null, facts: [] },
    sentence: oneLine(say(`${module}:${sentence}`, params, `${module}: ${sentence}`), 400),
    href: `${publicUrl}${href}`,
  };
}

/** "Critical · web01 (Graz)" */
function headingOf({ say, hasSites }: Context, { occasion, severity, subject, site }: LetterItem): string | null {
  if (subject === null) return null;
  const place = hasSites && site !== null ? `${subject} (${oneLine(site)})` : subject;
  const words = [say(`message.occasions.${occasion}`), ...(occasion === 'cleared' ? [] : [say(`kernel:severity.${severity}`)]), place];
  return words.join(' · ');
}

function titleOf({ say }: Context, { kind, content }: MessageRow, items: readonly LetterItem[]): string {
  const [first] = items;
  if (kind === 'test' || first === undefined) return say('message.testTitle');
  if (items.length > 1)
    return oneLine(say(`message.titles.${kind}`, { count: items.length + content.unlisted, first: first.subject ?? first.sentence }));
  if (first.subject === null) return oneLine(first.sentence);
  return oneLine(say(`message.titles.${first.occasion}`, { subject: first.subject, sentence: first.sentence }));
}
