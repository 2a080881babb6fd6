export { call, type OutputOf } from './call.ts';
export { Can, useCan, useMe, useSites, useZone } from './me.tsx';
export { asProblem } from './problem.ts';
export { useAction, useList, useRoute } from './queries.ts';
