import type { z } from 'zod';
import { orRefuse, type Served, serve } from '../../../../kernel/http/serve.ts';
import type { Actions } from '../../actions/actions.ts';
import type { MediaView } from '../../actions/content/media.ts';
import * as contract from '../../contract/content-routes.ts';
import type { Media } from '../../contract/content-shapes.ts';
import { siteOf } from '../site.ts';

/** The routes of pictures and documents for screens. */
export const mediaRoutes = ({ media }: Pick<Actions, 'media'>): readonly Served[] => [
  serve(contract.listMedia, async (filter, { scope }) => ({ items: (await media.list(scope, filter)).map(presentMedia) })),
  serve(contract.addMedia, async ({ name }, { actor, scope, bytes }) =>
    presentMedia(orRefuse(await media.add(actor, { name, siteId: siteOf(scope), bytes }))),
  ),
  serve(contract.deleteMedia, async ({ id }, { actor, scope }) => orRefuse(await media.remove(actor, scope, id))),
];

const presentMedia = ({ id, site, name, mimeType, bytes, width, height, url, uses, createdAt }: MediaView): z.infer<typeof Media> => ({
  ...{ id, site, name, mimeType, bytes, width, height, url, uses, createdAt: createdAt.toString() },
});
