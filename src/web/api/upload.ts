import { Problem } from '../../kernel/contract/problem.ts';
import { requestOf } from '../../kernel/contract/request.ts';
import type { Route } from '../../kernel/contract/route.ts';
import type { InputOf, OutputOf } from './call.ts';
import { ProblemError, unreachable } from './problem.ts';

/** Sends a file to a route that takes `bytes`, and says how much of it has left, from 0 to 1: only this old kind of request knows that. */
export function upload<R extends Route>(route: R, input: InputOf<R>, file: Blob, onProgress: (sent: number) => void): Promise<OutputOf<R>> {
  const { promise, resolve, reject } = Promise.withResolvers<OutputOf<R>>();
  const request = new XMLHttpRequest();
  request.open(route.method, requestOf(route, input).url);
  request.setRequestHeader('accept', 'application/json');
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total);
  request.onerror = () => reject(unreachable());
  request.onload = () => {
    if (request.status < 300) resolve(JSON.parse(request.responseText) as OutputOf<R>);
    else reject(problemIn(request));
  };
  request.send(file);
  return promise;
}

function problemIn({ status, responseText }: XMLHttpRequest): ProblemError {
  try {
    return new ProblemError(Problem.parse(JSON.parse(responseText)));
  } catch {
    // A page of some proxy.
    return new ProblemError({ code: 'web.unreadable', status, title: `The server answered ${status}.` });
  }
}
