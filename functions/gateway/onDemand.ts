/** What few requests need, apart from the rest so that the gateway starts without it: operators' routes, HTTP instances, the key. */
import { setting } from '../../shared/environment.ts';
import { answer as answerRoute } from '../../shared/http/httpHandler.ts';
import type { ServiceRequest, ServiceResponse } from '../../shared/http/message.ts';
import { objectionTo } from '../../shared/outbound/publicAddress.ts';
import type { Table } from '../../shared/table/table.ts';
import { json } from './edge/answer.ts';
import { identityTokens, type Signer } from './identity/identityToken.ts';
import { kmsSigner } from './identity/kmsSigner.ts';
import { httpCaller } from './instances/httpCall.ts';
import { httpInstances } from './instances/httpInstances.ts';
import type { InstanceCalls } from './instances/instanceCalls.ts';
import type { OperatorDeps } from './operators.ts';
import { registryStore } from './registry/store.ts';
import { routes } from './routes.ts';

/** On a developer's machine services have private addresses. */
const guard = () => ({ allowPrivate: setting('ALLOW_PRIVATE_INSTANCES') === 'true' });

let signer: Signer | undefined;
const liveSigner = (): Signer => {
  signer ??= kmsSigner(setting('IDENTITY_KEY'));
  return signer;
};

export const liveHttpInstances = (clock: () => number): InstanceCalls =>
  httpInstances({ call: httpCaller(guard()), tokenFor: identityTokens(liveSigner(), clock) });

export const operate = (
  deps: Omit<OperatorDeps, 'registry' | 'objectionTo' | 'region'> & { table: Table },
  request: ServiceRequest,
): Promise<ServiceResponse> => {
  const registry = registryStore(deps.table);
  const own = routes({ ...deps, registry, objectionTo: objectionTo(guard()), region: setting('AWS_REGION') });
  return answerRoute({ routes: own, table: deps.table }, request);
};

/** GET /gateway/jwks.json: by what an HTTP instance knows that a token comes from here (RFC 7517). */
export const answerKeys = async (): Promise<ServiceResponse> => {
  const { headers = {}, ...response } = json(200, { keys: [await liveSigner().publicKey()] });
  return { ...response, headers: { ...headers, 'cache-control': 'public, max-age=300' } };
};
