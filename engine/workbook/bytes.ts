/** Growing and shrinking byte streams for the workbook's stored form. */

export interface ByteWriter {
  byte(value: number): void;
  /** A whole number from 0 to 2^53 - 1, seven bits a byte, the lowest first. */
  whole(value: number): void;
  /** IEEE 754, little-endian. */
  float(value: number): void;
  bytes(value: Uint8Array): void;
  finish(): Uint8Array;
}

export function byteWriter(capacity = 1 << 12): ByteWriter {
  let buffer = new Uint8Array(capacity);
  let view = new DataView(buffer.buffer);
  let at = 0;
  const reserve = (size: number) => {
    if (at + size <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, at + size));
    larger.set(buffer);
    buffer = larger;
    view = new DataView(buffer.buffer);
  };
  return {
    byte(value) {
      reserve(1);
      buffer[at++] = value;
    },
    whole(value) {
      reserve(8);
      let rest = value;
      while (rest > 127) {
        buffer[at++] = (rest % 128) + 128;
        rest = Math.floor(rest / 128);
      }
      buffer[at++] = rest;
    },
    float(value) {
      reserve(8);
      view.setFloat64(at, value, true);
      at += 8;
    },
    bytes(value) {
      reserve(value.length);
      buffer.set(value, at);
      at += value.length;
    },
    finish: () => buffer.subarray(0, at),
  };
}

export interface ByteReader {
  byte(): number;
  whole(): number;
  float(): number;
  bytes(length: number): Uint8Array;
}

/** Reading past the end throws RangeError. */
export function byteReader(buffer: Uint8Array): ByteReader {
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  let at = 0;
  const advance = (size: number) => {
    if (at + size > buffer.length) throw new RangeError('the stored data end too early');
    at += size;
    return at - size;
  };
  return {
    byte: () => buffer[advance(1)]!,
    whole() {
      let value = 0;
      for (let scale = 1; ; scale *= 128) {
        const byte = buffer[advance(1)]!;
        if (byte < 128) return value + byte * scale;
        value += (byte - 128) * scale;
      }
    },
    float: () => view.getFloat64(advance(8), true),
    bytes(length) {
      const from = advance(length);
      return buffer.subarray(from, from + length);
    },
  };
}
