import type { EraseAssetRows } from '../assets/erase.ts';
import type { Served } from '../http/serve.ts';
import type { Job, Module } from '../module.ts';
import { erasureJob } from './erasures.ts';
import { KERNEL_STREAMS } from './kernel-streams.ts';
import { createRetention, type RetentionParts } from './retention.ts';
import { streamRoutes } from './routes.ts';
import type { Stream } from './stream.ts';

export interface Streams {
  /** Makes the parts that are about to be written into; repeating it is harmless. */
  prepare(): Promise<void>;
  readonly jobs: readonly Job[];
  readonly routes: readonly Served[];
}

export interface StreamsParts extends Omit<RetentionParts, 'streams'> {
  /** All there are, running or not: a module that is switched off keeps its rows no longer than one that runs. */
  readonly modules: readonly Module[];
}

export function createStreams({ modules, ...rest }: StreamsParts): Streams {
  const streams = streamsOf(modules);
  const retention = createRetention({ ...rest, streams });
  const erasers = new Map<string, EraseAssetRows>();
  for (const { name, eraseAsset } of modules) if (eraseAsset !== undefined) erasers.set(name, eraseAsset);
  return {
    prepare: () => retention.lookAhead(),
    jobs: [{ queue: 'streams.retain', cron: '47 2 * * *', run: () => retention.run() }, erasureJob({ ...rest, streams })],
    routes: streamRoutes({ ...rest, streams, erasers }),
  };
}

/** The kernel's, then those of the modules. */
export const streamsOf = (modules: readonly Pick<Module, 'streams'>[]): readonly Stream[] => [
  ...KERNEL_STREAMS,
  ...modules.flatMap(({ streams = [] }) => streams),
];
