import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';

/** An answer as a test wants to look at it: the status, the headers, and the body parsed when it is JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what comes back is what the test looks at
  body: any;
}

export interface Call {
  method?: string;
  json?: unknown;
  body?: BodyInit;
  headers?: Record<string, string>;
}

export type Api = (path: string, call?: Call) => Promise<Answer>;

/** The API as somebody with this token, or nobody, calls it: over HTTP, at the address that the web page uses too. */
export const apiWith =
  (token: string | null): Api =>
  async (path, { method, json, body, headers = {} } = {}) => {
    const response = await fetch(`${inject('cloud').webUrl}${path}`, {
      method: method ?? (json === undefined && body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? (body === undefined ? {} : { body }) : { body: JSON.stringify(json) }),
    });
    const text = await response.text();
    // An API Gateway gives an empty answer its default type, too.
    const isJson = text !== '' && /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };

/** Asks again until the answer is as wanted; fails with the last answer when that takes too long. */
export const until = async (
  ask: () => Promise<Answer>,
  wanted: (answer: Answer) => boolean,
  timeoutMs = 60_000,
): Promise<Answer> => {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`still ${answer.status} ${JSON.stringify(answer.body)} after ${timeoutMs} ms`);
    await sleep(200);
  }
};
