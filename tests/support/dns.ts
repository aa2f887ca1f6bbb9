import { createSocket } from 'node:dgram';
import { decode, encode } from 'dns-packet';
import { inject } from 'vitest';

/** The DNS server that the platform asks: it knows the TXT records of these domains alone. */
export const startDns = async (records: ReadonlyMap<string, readonly string[]>): Promise<{ stop(): void }> => {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    const { id, questions = [] } = decode(message);
    const answers = questions.flatMap(({ type, name }) =>
      type === 'TXT' ? (records.get(name) ?? []).map((data) => ({ type, name, ttl: 1, data })) : [],
    );
    // Authoritative; and where there is nothing, no such domain.
    const flags = 0x0400 | (answers.length === 0 ? 3 : 0);
    socket.send(encode({ type: 'response', id, flags, questions, answers }), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(inject('cloud').dnsPort, '127.0.0.1', resolve));
  return { stop: () => void socket.close() };
};
