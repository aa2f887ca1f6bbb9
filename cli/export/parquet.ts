/** Iterations as Parquet, a row group per chunk; an error is null. */
import type { SchemaElement } from 'hyparquet-writer';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import type { Samples } from '../../engine/index.ts';
import type { OutputFile } from '../files/atomicFile.ts';
import type { Column } from './columns.ts';

export interface ParquetFile {
  /** The values of the next chunk. */
  add(samples: Samples): void;
  finish(): void;
}

const elementOf = ({ name, kind }: Column): SchemaElement => ({
  name,
  repetition_type: 'OPTIONAL',
  ...(kind === 'number'
    ? { type: 'DOUBLE' }
    : kind === 'boolean'
      ? { type: 'BOOLEAN' }
      : { type: 'BYTE_ARRAY', converted_type: 'UTF8' }),
});

export function createParquet(
  file: OutputFile,
  columns: readonly Column[],
  { createdBy, request }: { createdBy: string; request: string },
): ParquetFile {
  const buffer = new ByteWriter(1 << 20);
  const writer = new ParquetWriter({
    writer: buffer,
    schema: [
      { name: 'root', num_children: columns.length + 1 },
      { name: 'iteration', type: 'INT64', repetition_type: 'REQUIRED' },
      ...columns.map(elementOf),
    ],
    createdBy,
    kvMetadata: [{ key: 'simsheet.request', value: request }],
  });
  /** What has been encoded goes to the file: no more than a row group is held. */
  const drain = () => {
    file.write(buffer.getBytes());
    buffer.index = 0;
  };
  let rows = 0;
  return {
    add({ iterations, columns: values }) {
      const first = rows + 1;
      const numbers = BigInt64Array.from({ length: iterations }, (_, i) => BigInt(first + i));
      void writer.write({
        columnData: [
          { name: 'iteration', data: numbers },
          ...columns.map(({ name, kind }, i) => ({ name, data: dataOf(values[i]!, kind) })),
        ],
        rowGroupSize: iterations,
      });
      rows += iterations;
      drain();
    },
    finish() {
      void writer.finish();
      drain();
    },
  };
}

/** With null for errors; a column of mixed kinds as texts. */
const dataOf = (values: Samples['columns'][number], kind: Column['kind']) =>
  values.map((value) => (value === undefined ? null : kind === 'text' ? String(value) : value));
