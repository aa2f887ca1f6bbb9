import type { JointSample } from './jointSample.ts';
import type { Pass } from './refine.ts';
import type { OutputState, Root, SliceState } from './state.ts';

/** Little-endian: counts as doubles, arrays as their length and their bytes. The first number is the format's version. */
const VERSION = 2;

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** An array's bytes, lowest first: the memory itself wherever that is how numbers lie in it. */
const littleEndian = (values: Float64Array | Uint32Array): Uint8Array => {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  if (isLittleEndian) return bytes;
  const size = values.BYTES_PER_ELEMENT;
  return bytes.map((_, i) => bytes[i - (i % size) + size - 1 - (i % size)]!);
};

const createWriter = () => {
  const pieces: Uint8Array[] = [];
  const number = (value: number): void => void pieces.push(littleEndian(Float64Array.of(value)));
  const array = (parts: readonly (Float64Array | Uint32Array)[]): void => {
    number(parts.reduce((sum, part) => sum + part.length, 0));
    for (const part of parts) pieces.push(littleEndian(part));
  };
  return {
    number,
    /** As one array: how it was cut does not show. */
    reals: (...parts: readonly Float64Array[]): void => array(parts),
    words: (values: Uint32Array): void => array([values]),
    result: (): Uint8Array => {
      const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
      let at = 0;
      for (const piece of pieces) {
        bytes.set(piece, at);
        at += piece.length;
      }
      return bytes;
    },
  };
};

const createReader = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const number = (): number => {
    at += 8;
    return view.getFloat64(at - 8, true);
  };
  /** A copy: arrays begin at multiples of their size. */
  const array = <Numbers extends Float64Array | Uint32Array>(values: Numbers): Numbers => {
    const own = new Uint8Array(values.buffer);
    own.set(bytes.subarray(at, at + own.length));
    at += own.length;
    if (!isLittleEndian) own.set(littleEndian(values));
    return values;
  };
  return {
    number,
    reals: (): Float64Array => array(new Float64Array(number())),
    words: (): Uint32Array => array(new Uint32Array(number())),
  };
};

type Writer = ReturnType<typeof createWriter>;
type Reader = ReturnType<typeof createReader>;

const writeList = <Item>(writer: Writer, items: readonly Item[], write: (item: Item) => void): void => {
  writer.number(items.length);
  items.forEach(write);
};
const readList = <Item>(reader: Reader, read: () => Item): Item[] => Array.from({ length: reader.number() }, read);

const writeOutput = (writer: Writer, output: OutputState): void => {
  writer.reals(...output.samples);
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

export const encodePass = ({ droppedBits, outputs }: Pass): Uint8Array => {
  const writer = createWriter();
  writer.number(droppedBits);
  writeList(writer, outputs, ({ stretches, values, counts }) => {
    for (const part of [stretches, values, counts]) writer.reals(part);
  });
  return writer.result();
};

export const decodePass = (bytes: Uint8Array): Pass => {
  const reader = createReader(bytes);
  return {
    droppedBits: reader.number(),
    outputs: readList(reader, () => ({ stretches: reader.reals(), values: reader.reals(), counts: reader.reals() })),
  };
};

export const encodeJointSample = ({ firstChunk, columns }: JointSample): Uint8Array => {
  const writer = createWriter();
  writer.number(firstChunk);
  writeList(writer, columns, (column) => writer.reals(column));
  return writer.result();
};

export const decodeJointSample = (bytes: Uint8Array): JointSample => {
  const reader = createReader(bytes);
  return { firstChunk: reader.number(), columns: readList(reader, () => reader.reals()) };
};
