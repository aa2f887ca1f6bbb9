import type { OwnIssuer } from '../../infra/constructs/SignIn.ts';
import type { Cloud } from '../clouds.ts';
import { operators } from '../demo.ts';
import { algorithm, clientId, groupsClaim, machineScope, resource } from './keys.ts';

/** The local provider, as the gateway has to know it. Functions in containers reach it by another name than browsers. */
export const localIssuer = (port: number, { hostForFunctions }: Cloud): OwnIssuer => ({
  issuer: `http://localhost:${port}`,
  jwksUri: `http://${hostForFunctions}:${port}/jwks`,
  userInfoUri: `http://${hostForFunctions}:${port}/me`,
  audienceClaim: 'aud',
  accepted: [resource],
  clientId,
  resource,
  algorithms: [algorithm],
  machineScope,
  operators: { claim: groupsClaim, group: operators },
});
