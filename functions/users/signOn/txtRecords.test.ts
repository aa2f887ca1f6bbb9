import { describe, expect, it } from 'vitest';
import { dnsServers } from './txtRecords.ts';

describe('the DNS servers that a deployment names', () => {
  it.each(['1.1.1.1', '127.0.0.1:5353', '[2606:4700:4700::1111]', '[::1]:53'])('may be %s', (server) => {
    expect(dnsServers.safeParse([server]).success).toBe(true);
  });

  it.each(['1.2', '999.1.1.1', 'dns.example.com', '', '1.1.1.1:port'])(
    'are told to be none when they are %j, before anything is deployed',
    (server) => {
      expect(dnsServers.safeParse([server]).success).toBe(false);
    },
  );
});
