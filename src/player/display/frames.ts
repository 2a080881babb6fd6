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
  if (responseHeaders === undefined || responseStatusCode === undefined)
    return void (await devTools.send('Fetch.continueResponse', { requestId }));
  await devTools.send('Fetch.continueResponse', {
    requestId,
    responseCode: responseStatusCode,
    responseHeaders: framable(responseHeaders),
  });
}

type Header = { readonly name: string; readonly value: string };

export const framable = (headers: readonly Header[]): readonly Header[] =>
  headers
    .filter(({ name }) => name.toLowerCase() !== 'x-frame-options')
    .map(({ name, value }) =>
      name.toLowerCase() === 'content-security-policy' ? { name, value: withoutFrameAncestors(value) } : { name, value },
    );

const withoutFrameAncestors = (policy: string): string =>
  policy
    .split(';')
    .filter((directive) => !/^\s*frame-ancestors\b/i.test(directive))
    .join(';');
