export { type CallOptions, call, type InputOf, type OutputOf } from './call.ts';
export { type LiveState, useLive, useLiveState } from './live.ts';
export { type About, Can, holds, type SiteShape, useAbout, useCan, useMe, useSites, useZone } from './me.tsx';
export { asProblem, type FieldError, ProblemError } from './problem.ts';
export { type Action, type Answer, type List, listOf, type RouteOptions, useAction, useList, useRoute } from './queries.ts';
