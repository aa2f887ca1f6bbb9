import type { OutputState, Root, SliceState } from './state.ts';

/** Little-endian: counts as doubles, arrays as their length and their bytes. The first number is the format's version. */
const VERSION = 1;

const createWriter = () => {
  let bytes = new Uint8Array(1024);
  let length = 0;
  const room = (size: number): DataView => {
    if (length + size > bytes.length) {
      const larger = new Uint8Array(Math.max(bytes.length * 2, length + size));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    length += size;
    return new DataView(bytes.buffer, length - size, size);
  };
  return {
    number: (value: number): void => room(8).setFloat64(0, value, true),
    reals: (values: Float64Array): void => {
      room(8).setFloat64(0, values.length, true);
      const view = room(values.length * 8);
      for (let i = 0; i < values.length; i++) view.setFloat64(i * 8, values[i]!, true);
    },
    words: (values: Uint32Array): void => {
      room(8).setFloat64(0, values.length, true);
      const view = room(values.length * 4);
      for (let i = 0; i < values.length; i++) view.setUint32(i * 4, values[i]!, true);
    },
    result: (): Uint8Array => bytes.slice(0, length),
  };
};

const createReader = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const number = (): number => {
    at += 8;
    return view.getFloat64(at - 8, true);
  };
  return {
    number,
    reals: (): Float64Array => {
      const values = new Float64Array(number());
      for (let i = 0; i < values.length; i++) values[i] = view.getFloat64(at + i * 8, true);
      at += values.length * 8;
      return values;
    },
    words: (): Uint32Array => {
      const values = new Uint32Array(number());
      for (let i = 0; i < values.length; i++) values[i] = view.getUint32(at + i * 4, true);
      at += values.length * 4;
      return values;
    },
  };
};

type Writer = ReturnType<typeof createWriter>;
type Reader = ReturnType<typeof createReader>;

const writeList = <Item>(writer: Writer, items: readonly Item[], write: (item: Item) => void): void => {
  writer.number(items.length);
  items.forEach(write);
};
const readList = <Item>(reader: Reader, read: () => Item): Item[] => Array.from({ length: reader.number() }, read);

/** One array: how the samples were cut must not show. */
const joined = (parts: readonly Float64Array[]): Float64Array => {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

const writeOutput = (writer: Writer, output: OutputState): void => {
  writer.reals(joined(output.samples));
  writer.words(output.classes.keys);
  writer.reals(output.classes.counts);
  writeList(writer, output.errors, ({ kind, count, first }) => [kind, count, first].forEach(writer.number));
  writeList(writer, output.texts, ({ text, count }) => [text, count].forEach(writer.number));
  writer.number(output.booleans);
  writer.number(output.integers ? 1 : 0);
};

const readOutput = (reader: Reader): OutputState => ({
  samples: [reader.reals()],
  classes: { keys: reader.words(), counts: reader.reals() },
  errors: readList(reader, () => ({ kind: reader.number(), count: reader.number(), first: reader.number() })),
  texts: readList(reader, () => ({ text: reader.number(), count: reader.number() })),
  booleans: reader.number(),
  integers: reader.number() === 1,
});

/** A slice's state as bytes: the same for any slicing of the same chunks. */
export const encodeState = (state: SliceState): Uint8Array => {
  const writer = createWriter();
  for (const value of [VERSION, state.firstChunk, state.chunks, state.iterations]) writer.number(value);
  writeList(writer, state.roots, ({ level, index, nodes }) => {
    writer.number(level);
    writer.number(index);
    writeList(writer, nodes, (node) => writer.reals(node));
  });
  writeList(writer, state.outputs, (output) => writeOutput(writer, output));
  return writer.result();
};

export const decodeState = (bytes: Uint8Array): SliceState => {
  const reader = createReader(bytes);
  const version = reader.number();
  if (version !== VERSION)
    throw new Error(`A state of version ${version} cannot be read: this engine reads ${VERSION}`);
  return {
    firstChunk: reader.number(),
    chunks: reader.number(),
    iterations: reader.number(),
    roots: readList<Root>(reader, () => ({
      level: reader.number(),
      index: reader.number(),
      nodes: readList(reader, () => reader.reals()),
    })),
    outputs: readList(reader, () => readOutput(reader)),
  };
};
