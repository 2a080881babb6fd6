export { call, type OutputOf } from './call.ts';
export { useLive } from './live.ts';
export { Can, useCan, useMe, useSites, useZone } from './me.tsx';
export { asProblem, type ProblemError } from './problem.ts';
export { listOf, useAction, useList, useRoute } from './queries.ts';
export { upload } from './upload.ts';
