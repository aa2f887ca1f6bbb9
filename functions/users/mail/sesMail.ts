import { SESClient, type SESClientConfig, SendEmailCommand } from '@aws-sdk/client-ses';
import type { Mail } from './mail.ts';

/** Whoever invites waits so long. */
const patienceMs = 3000;

/**
 * Amazon SES, by the first version of its API, which the local clouds have too. A request that is given up may have been
 * taken all the same, so that it is not repeated.
 */
export const sesMail = (
  from: string,
  { timeoutMs = patienceMs, ...config }: SESClientConfig & { timeoutMs?: number } = {},
): Mail => {
  const client = new SESClient({ ...config, maxAttempts: 1 });
  return {
    async send({ to, subject, text }) {
      const message = { Subject: inUtf8(subject), Body: { Text: inUtf8(text) } };
      await client.send(new SendEmailCommand({ Source: from, Destination: { ToAddresses: [to] }, Message: message }), {
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
    },
  };
};

const inUtf8 = (text: string) => ({ Data: text, Charset: 'UTF-8' });
