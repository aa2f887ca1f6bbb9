import { crc32, createInflateRaw } from 'node:zlib';
import type { Finding, Part } from './archive.ts';
import { quoted } from './reasons.ts';

const chunkBytes = 256 * 1024;

/**
 * Inflates a part piece by piece and hands each piece to `look`, which may end it with a finding. Ends by itself as
 * soon as there is more than the part declares, which the directory's check found allowed: a false size gains
 * nothing, and no more than a few pieces are ever in memory.
 */
export const inflatePart = async (part: Part, look: (chunk: Buffer) => Finding | null): Promise<Finding | null> => {
  let size = 0;
  let checksum = 0;
  try {
    for await (const chunk of pieces(part)) {
      size += chunk.length;
      if (size > part.size) return damaged(part, 'is longer than it says');
      checksum = crc32(chunk, checksum);
      const finding = look(chunk);
      if (finding) return finding;
    }
  } catch {
    return damaged(part, 'cannot be unpacked');
  }
  if (size < part.size) return damaged(part, 'is shorter than it says');
  if (checksum !== part.crc32) return damaged(part, 'does not match its checksum');
  return null;
};

const damaged = (part: Part, how: string): Finding => ({
  code: 'damaged-file',
  what: `the part ${quoted(part.name)} ${how}`,
});

const pieces = ({ compressed, deflated }: Part): Iterable<Buffer> | AsyncIterable<Buffer> =>
  deflated ? inflated(compressed) : slices(compressed);

const slices = function* (bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
};

const inflated = async function* (bytes: Buffer): AsyncGenerator<Buffer> {
  const stream = createInflateRaw({ chunkSize: chunkBytes });
  stream.end(bytes);
  try {
    for await (const chunk of stream) yield chunk;
  } finally {
    stream.destroy();
  }
};
