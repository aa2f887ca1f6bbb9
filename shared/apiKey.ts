/**
 * What an API key looks like: `sk_sim_`, 256 random bits, and a checksum by which a scanner of secrets tells a key from
 * something that only looks like one, without asking anybody. The form is that of GitHub's tokens.
 */
import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** Before the random part; a JWT begins with `eyJ`, so the two are told apart before anything is verified. */
export const keyPrefix = 'sk_sim_';

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** As many digits as hold 256 bits, and 32. */
const randomDigits = 43;
const checksumDigits = 6;
const form = new RegExp(`^${keyPrefix}[0-9A-Za-z]{${randomDigits + checksumDigits}}$`);

const base62 = (bytes: Uint8Array, length: number): string => {
  let rest = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let written = '';
  for (let n = 0; n < length; n += 1) {
    written = digits[Number(rest % 62n)] + written;
    rest /= 62n;
  }
  return written;
};

/** CRC-32 (that of zip and PNG) of all that stands before it. */
const checksumOf = (text: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return base62(bytes, checksumDigits);
};

export const newApiKey = (random: Uint8Array = randomBytes(32)): string => {
  const text = `${keyPrefix}${base62(random, randomDigits)}`;
  return `${text}${checksumOf(text)}`;
};

/** Whether it may be a key at all: says nothing of whether there is such a key. */
export const isApiKey = (text: string): boolean =>
  form.test(text) && text.slice(-checksumDigits) === checksumOf(text.slice(0, -checksumDigits));

/** All that is kept of a key: nobody can read from the table what would be accepted. */
export const hashOfKey = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
