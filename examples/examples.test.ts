import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compileSimulation, createRunner, planSimulation, simulationRequest, summarise } from '../engine/index.ts';
import { readWorkbook } from '../engine/workbook/readWorkbook.ts';
import type { Finding } from './example.ts';
import { exampleFiles, examples } from './files.ts';

const bytesOf = (name: string) => new Uint8Array(readFileSync(join(import.meta.dirname, name)));

describe('the examples', () => {
  it('are the files that the script makes', async () => {
    for (const [name, bytes] of await exampleFiles()) {
      expect(Buffer.compare(bytes, bytesOf(name)), `${name} is another than "npm run examples" makes`).toBe(0);
    }
  });

  it.each(examples)(
    '$id tells what its simulation finds, with its own seed and with another',
    async (example) => {
      const { seed, result, findings } = example;
      expect(findings.length).toBeGreaterThan(1);

      for (const { text } of findings) expect(result).toContain(text);
      for (const given of [seed, seed + 1000]) {
        const found = await statisticsOf(example.id, given);
        for (const finding of findings) {
          const value = found(finding);
          expect(Math.abs(value - finding.value), `"${finding.text}": ${value}`).toBeLessThanOrEqual(finding.within);
        }
      }
    },
    60_000,
  );
});

const statisticsOf = async (id: string, seed: number) => {
  const request = simulationRequest.parse(JSON.parse(new TextDecoder().decode(bytesOf(`${id}.simulation.json`))));
  const planned = planSimulation(readWorkbook(bytesOf(`${id}.xlsx`)), { ...request, seed });
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  const program = await compileSimulation(planned.value);
  const runner = await createRunner(program);
  const { outputs } = summarise(program, await runner.run({ firstChunk: 0, chunks: program.chunks }));
  return ({ output, statistic }: Finding): number => {
    const results = outputs.find(({ name }) => name === output);
    const value = typeof statistic === 'number' ? results?.percentiles?.[statistic] : results?.[statistic];
    if (value === undefined || value === null) throw new Error(`there is no ${statistic} of ${output}`);
    return value;
  };
};
