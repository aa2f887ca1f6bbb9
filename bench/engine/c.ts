/** The cash flow in C, compiled by gcc where there is one, as a process that times itself. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cells, constants, periods } from './cashFlow.ts';

/** A block of iterations that stays in the first cache, as in the engine's own measurement. */
const source = (length: number): string => `
#include <stdio.h>
#include <time.h>
static double units[${length}], growth[${length}], price[${length}], cost[${length}], output[${length}];
__attribute__((noinline)) static void run(const double *factor) {
  for (int i = 0; i < ${length}; i++) {
    double a = units[i], b = price[i], sum = 0;
    for (int period = 0; period < ${periods}; period++) {
      double c = a * b, d = a * cost[i];
      sum += (c - d) * (1 - ${constants.tax}) * factor[period];
      a *= 1 + growth[i];
      b *= 1 + ${constants.inflation};
    }
    output[i] = sum - ${constants.investment};
  }
}
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }
int main(void) {
  double factor[${periods}], f = 1, best = 1e9, from = now();
  for (int i = 0; i < ${periods}; i++) factor[i] = f /= 1 + ${constants.rate};
  for (int i = 0; i < ${length}; i++) {
    units[i] = 900 + 300.0 * i / ${length}; growth[i] = 0.004; price[i] = 9 + 2.0 * i / ${length}; cost[i] = 7;
  }
  while (now() - from < 1.0) {
    double start = now();
    for (int k = 0; k < 20; k++) run(factor);
    double took = (now() - start) / 20;
    if (took < best) best = took;
  }
  printf("%.17g %.17g\\n", ${cells}.0 * ${length} / best, output[5]);
}
`;

/** Cells per second for each set of options; empty without a compiler. */
export function cCellsPerSecond(options: readonly string[][], length: number): (number | undefined)[] {
  const folder = mkdtempSync(join(tmpdir(), 'simsheet-bench-'));
  try {
    writeFileSync(join(folder, 'cashFlow.c'), source(length));
    return options.map((flags) => {
      try {
        execFileSync('gcc', [...flags, 'cashFlow.c', '-o', 'cashFlow'], { cwd: folder, stdio: 'pipe' });
      } catch {
        return undefined;
      }
      return Number(execFileSync(join(folder, 'cashFlow'), { encoding: 'utf8' }).split(' ')[0]);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
