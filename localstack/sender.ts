import { SESClient, VerifyEmailIdentityCommand } from '@aws-sdk/client-ses';
import { clientSettings } from './clouds.ts';

const address = 'no-reply@simsheet.example';

/** Whom e-mails come from on this machine, which go nowhere: the cloud keeps them, and tells them to whoever asks (docs/organizations.md). */
export const localMailFrom = `Simsheet <${address}>`;

/** A cloud sends as nobody whom it has not verified, not even a local one. */
export const ensureSender = async (endpoint: string): Promise<void> => {
  await new SESClient(clientSettings(endpoint)).send(new VerifyEmailIdentityCommand({ EmailAddress: address }));
};
