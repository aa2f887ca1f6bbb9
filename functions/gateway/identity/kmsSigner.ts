import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Signer } from './identityToken.ts';

/** A key of KMS, which signs there. */
export const kmsSigner = (keyId: string, client: KMSClient = new KMSClient({})): Signer => {
  let known: ReturnType<Signer['publicKey']> | undefined;
  const fetchKey = async () => {
    const { PublicKey: der = new Uint8Array() } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
    const jwk = createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' }).export({
      format: 'jwk',
    }) as JWK;
    return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'RS256', use: 'sig' };
  };
  return {
    publicKey() {
      known ??= fetchKey().catch((error) => {
        known = undefined;
        throw error;
      });
      return known;
    },
    async sign(data) {
      const { Signature } = await client.send(
        new SignCommand({ KeyId: keyId, Message: data, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' }),
      );
      if (Signature === undefined) throw new Error('KMS answered without a signature');
      return Signature;
    },
  };
};
