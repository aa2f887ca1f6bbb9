/** A program as bytes, for workers elsewhere. */
import { strFromU8, strToU8 } from 'fflate';
import type { Program } from './program.ts';

const magic = 'SIMPROG3';

const noBytes = new Uint8Array();

/** Bytes: the magic word, the lengths of four parts, the parts: everything but bytes as JSON, the module, the two models. */
export function encodeProgram({ cone: { module, ...cone }, model, afterwardsModel, ...rest }: Program): Uint8Array {
  const parts = [strToU8(JSON.stringify({ ...rest, cone }, infinities)), module, model, afterwardsModel ?? noBytes];
  const bytes = new Uint8Array(24 + parts.reduce((sum, part) => sum + part.length, 0));
  bytes.set(strToU8(magic));
  const view = new DataView(bytes.buffer);
  let at = 24;
  for (const [i, part] of parts.entries()) {
    view.setUint32(8 + 4 * i, part.length, true);
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function decodeProgram(bytes: Uint8Array): Program {
  if (strFromU8(bytes.subarray(0, 8)) !== magic) throw new Error('these bytes are no program of this version');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 24;
  const [head, module, model, afterwardsModel] = [0, 1, 2, 3].map((i) => {
    const length = view.getUint32(8 + 4 * i, true);
    at += length;
    return bytes.slice(at - length, at);
  });
  const { cone, ...rest } = JSON.parse(strFromU8(head!), unInfinities);
  return {
    ...rest,
    cone: { ...cone, module: module! },
    model: model!,
    ...(afterwardsModel!.length > 0 && { afterwardsModel }),
  };
}

/** JSON has no infinities. */
const infinities = (_key: string, value: unknown) =>
  value === Number.POSITIVE_INFINITY ? { infinity: 1 } : value === Number.NEGATIVE_INFINITY ? { infinity: -1 } : value;
const unInfinities = (_key: string, value: unknown) =>
  typeof value === 'object' && value !== null && 'infinity' in value ? Number(value.infinity) * Infinity : value;
