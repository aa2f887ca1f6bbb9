import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { ServiceRequest, ServiceResponse } from '../../../shared/http/message.ts';
import { isPublicAddress, literalAddress, publicLookup } from '../../../shared/outbound/publicAddress.ts';
import { withoutHops } from '../edge/hopByHop.ts';
import { ServiceFault } from './serviceFault.ts';

export interface HttpCallOptions {
  /** On a developer's machine a service runs at a private address. */
  allowPrivate: boolean;
}

type Sent = Pick<ServiceRequest, 'method' | 'headers' | 'body'>;

const maxAnswerBytes = 4 * 1024 * 1024;

/** What is not handed on to or from an instance, because it is ours to say. */
const notHandedOn = new Set(['content-length', 'host', 'set-cookie']);

/** Sends one request to an HTTP instance. It follows no redirect: that is the client's to do, or not to. */
export const httpCaller = ({ allowPrivate }: HttpCallOptions) => {
  return (url: URL, sent: Sent, signal: AbortSignal): Promise<ServiceResponse> => {
    const literal = literalAddress(url);
    if (!allowPrivate && literal !== null && !isPublicAddress(literal)) {
      return Promise.reject(new ServiceFault('crash', `${literal} is a private address`));
    }
    const body = sent.body === null ? undefined : Buffer.from(sent.body, 'base64');
    const options = {
      method: sent.method,
      headers: { ...handedOn(sent.headers), ...(body && { 'content-length': body.length }) },
      signal,
      ...(allowPrivate ? {} : { lookup: publicLookup }),
    };
    return new Promise((resolve, reject) => {
      const fail = (error: Error) =>
        reject(
          signal.aborted ? new ServiceFault('timeout', 'no answer in time') : new ServiceFault('crash', error.message),
        );
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('error', fail);
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes > maxAnswerBytes) {
            response.destroy();
            reject(new ServiceFault('garbage', `the answer has over ${maxAnswerBytes} bytes`));
            return;
          }
          parts.push(part);
        });
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          if (status < 200 || status > 599) return reject(new ServiceFault('garbage', `its status is ${status}`));
          return resolve({
            status,
            headers: withoutOurs(handedOn(joined(response.headers))),
            body: Buffer.concat(parts).toString('base64'),
            isBase64: true,
          });
        });
      });
      request.on('error', fail);
      // Nobody asked to change the protocol, and there is no answer after it.
      request.on('upgrade', (_response, socket) => {
        socket.destroy();
        reject(new ServiceFault('garbage', 'it changed the protocol'));
      });
      signal.addEventListener('abort', () => fail(new Error('aborted')), { once: true });
      request.end(body);
    });
  };
};

/** What the gateway alone says to clients. */
const ours =
  /^(access-control-|ratelimit|strict-transport-security$|x-content-type-options$|www-authenticate$|x-simsheet-)/;
const withoutOurs = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !ours.test(name)));

const joined = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

const handedOn = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(withoutHops(headers)).filter(([name]) => !notHandedOn.has(name)));
