import { inject } from 'vitest';
import * as z from 'zod';

export interface Mail {
  from: string;
  subject: string;
  text: string;
}

const ofMinistack = z.object({
  messages: z.record(
    z.string(),
    z.array(z.object({ Source: z.string(), To: z.array(z.string()), Subject: z.string(), BodyText: z.string() })),
  ),
});
const ofLocalstack = z.object({
  messages: z.array(
    z.object({
      Source: z.string(),
      Destination: z.object({ ToAddresses: z.array(z.string()) }),
      Subject: z.string(),
      Body: z.object({ text_part: z.string() }),
    }),
  ),
});

/** What was sent to an address, the earliest first: a local cloud keeps it, each in its own way. */
export const mailsTo = async (address: string): Promise<Mail[]> => {
  const { endpoint } = inject('cloud');
  const isMinistack = (await fetch(`${endpoint}/_ministack/ready`)).ok;
  if (isMinistack) {
    const { messages } = ofMinistack.parse(await (await fetch(`${endpoint}/_ministack/ses/messages`)).json());
    return Object.values(messages)
      .flat()
      .filter(({ To }) => To.includes(address))
      .map(({ Source, Subject, BodyText }) => ({ from: Source, subject: Subject, text: BodyText }));
  }
  const { messages } = ofLocalstack.parse(await (await fetch(`${endpoint}/_aws/ses`)).json());
  return messages
    .filter(({ Destination }) => Destination.ToAddresses.includes(address))
    .map(({ Source, Subject, Body }) => ({ from: Source, subject: Subject, text: Body.text_part }));
};
