import type { APIGatewayProxyEvent } from 'aws-lambda';
import { newId } from '../../../shared/ids.ts';
import type { IncomingRequest } from './answer.ts';
import { continuedTrace } from './trace.ts';

const correlationIdPattern = /^[\w.:/+=-]{1,128}$/;

/** API Gateway's event as a request, with what it blurs restored as far as it goes: repeated parameters, binary bodies. */
export const toIncoming = (event: APIGatewayProxyEvent): IncomingRequest => {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(event.headers ?? {})) {
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  for (const [name, values = []] of Object.entries(event.multiValueHeaders ?? {})) {
    // Of one that was sent twice all counts, as RFC 9110 combines them: two credentials are none.
    if (values.length > 1) headers[name.toLowerCase()] = values.join(', ');
  }
  const given = headers['x-correlation-id'];
  const body = event.body === null || event.body === '' ? null : event.body;
  return {
    method: event.httpMethod,
    path: event.path,
    query: Object.entries(event.multiValueQueryStringParameters ?? {}).flatMap(([name, values = []]) =>
      values.map((value): [string, string] => [name, value]),
    ),
    headers,
    body: body === null || event.isBase64Encoded ? body : Buffer.from(body).toString('base64'),
    sourceIp: event.requestContext?.identity?.sourceIp ?? null,
    // A client's own id is kept if it is harmless in logs and headers.
    correlationId: given !== undefined && correlationIdPattern.test(given) ? given : newId('cor'),
    traceparent: continuedTrace(headers.traceparent, headers['x-amzn-trace-id'] ?? process.env._X_AMZN_TRACE_ID),
  };
};
