import { z } from 'zod';
import type { DevTools } from './devtools.ts';

const Paused = z.object({
  requestId: z.string(),
  responseStatusCode: z.int().optional(),
  responseHeaders: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
});

/**
 * Lets websites be shown in the page's frame that forbid it to protect people who type: nobody types here. The header and the one
 * directive are left out of what Chromium sees; all else stays.
 */
export async function allowFraming(devTools: DevTools): Promise<void> {
  devTools.on('Fetch.requestPaused', (params) => {
    const paused = Paused.safeParse(params);
    if (paused.success) void goOn(devTools, paused.data).catch(() => {}); // The page has left meanwhile.
  });
  await devTools.send('Fetch.enable', { patterns: [{ resourceType: 'Document', requestStage: 'Response' }] });
}

async function goOn(devTools: DevTools, { requestId, responseStatusCode, responseHeaders }: z.infer<typeof Paused>): Promise<void> {
  const isForbidden = responseHeaders?.some(forbids) === true;
  // A redirect has no body, and forbids nothing by itself.
  if (
    !isForbidden ||
    responseStatusCode === undefined ||
    responseStatusCode < 200 ||
    (responseStatusCode >= 300 && responseStatusCode < 400)
  ) {
    return void (await devTools.send('Fetch.continueResponse', { requestId }));
  }
  // With headers of our own Chromium takes the whole answer from us: those that it has read already would count.
  const { body, base64Encoded } = Body.parse(await devTools.send('Fetch.getResponseBody', { requestId }));
  await devTools.send('Fetch.fulfillRequest', {
    ...{ requestId, responseCode: responseStatusCode, responseHeaders: framable(responseHeaders ?? []) },
    body: base64Encoded ? body : Buffer.from(body).toString('base64'),
  });
}

const Body = z.object({ body: z.string(), base64Encoded: z.boolean() });

type Header = { readonly name: string; readonly value: string };

const forbids = ({ name, value }: Header): boolean =>
  name.toLowerCase() === 'x-frame-options' || (isPolicy(name) && /(?:^|;)\s*frame-ancestors\b/i.test(value));
const isPolicy = (name: string): boolean => name.toLowerCase() === 'content-security-policy';

/** Without what forbids framing, and without what speaks of the body's coding: it has been undone. */
export const framable = (headers: readonly Header[]): readonly Header[] =>
  headers
    .filter(({ name }) => !['x-frame-options', 'content-encoding', 'content-length', 'transfer-encoding'].includes(name.toLowerCase()))
    .map(({ name, value }) => (isPolicy(name) ? { name, value: withoutFrameAncestors(value) } : { name, value }));

const withoutFrameAncestors = (policy: string): string =>
  policy
    .split(';')
    .filter((directive) => !/^\s*frame-ancestors\b/i.test(directive))
    .join(';');
