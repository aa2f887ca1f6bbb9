/** One row of a benchmark. Where there is a reference it was measured in the same run, and the ratio is what counts. */
export interface Measurement {
  name: string;
  value: number;
  unit: string;
  goal?: string;
  reference?: string;
  referenceValue?: number;
  /** value / referenceValue. */
  ratio?: number;
}

export type Benchmark = () => Promise<Measurement[]>;
