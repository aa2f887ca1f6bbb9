/** docs/vendors.md, written from the tables: each function of an add-in with what becomes of it. */
import { arrayKinds } from './arrayFunctions.ts';
import { type Vendor, type VendorFunction, vendorNames } from './vendorFunction.ts';
import { allVendorFunctions } from './vendorFunctions.ts';

const introduction = `# Workbooks made for other products

A workbook made for @RISK, Analytic Solver, Crystal Ball or ModelRisk runs as it stands: upload it and name the outputs. Prefixes that
Excel writes before an add-in's function (\`_xll.\`, \`[1]!\`, \`'C:\\...\\Risk.xlam'!\`, \`_xludf.\`) do not matter. This page lists every
function that we know of. It is written from the tables in \`engine/vendors/\` and checked against them
(\`npm run test:unit -- engine/vendors -u\` writes it again).

- **A distribution** becomes an input, drawn like an input of a request, with random numbers of its own that belong to its sheet, cell
  and place in the formula. A cell whose formula is one call, \`=RiskNormal(10,2)\`, gives the same bits as a request that puts
  \`normal(10, 2)\` into it. Parameters may be cells, ranges, expressions and other draws. A defined name that draws does so anew in
  every cell that uses it.
- **A request comes first**: an input of the request replaces what the cell's formula draws, and a correlation of the request replaces
  that of the workbook.
- **Truncation** comes before the shift, as in @RISK and Analytic Solver; RiskTruncate2 comes after it.
- **Alt forms** (\`RiskNormalAlt(5%,10,95%,20)\`) are solved for their parameters when the run is planned, so that their arguments may not
  vary; the tables say which distributions have them. RiskNormalAltD and kin count percentiles from above.
- **Draws with the same seed** (\`RiskSeed(1,7)\`) have the same uniform numbers; without one, every draw has its own.
- **RiskResample** and PsiResample draw with replacement, whatever the method.
- **Compounds** (RiskCompound, PsiCompound) draw their count by the cell's own uniform number, with which it is correlated, and each value
  by a further one; more than 100,000 values are #NUM! in that iteration. A severity may be a cell that holds a distribution and nothing
  else; its values are drawn anew, not taken from that cell. With a deductible, a value below it counts as 0.
- **Functions that fill a range** are its whole formula, in one row or column. Each of its cells gets a formula and a draw of its own,
  z(t) from \`normal(0, 1)\` in a series, so that a longer range begins with the same numbers. Draws among the parameters are the same
  for the whole range.
- **U**: a distribution of ModelRisk that is given its U, \`VoseNormal(10,2,A1)\`, is no draw but a formula, its value at that
  probability. The copulas of ModelRisk fill a range with such numbers; their parameter is the copula's own, not a rank correlation.
- **Objects** of ModelRisk, \`VoseNormalObject(10,2)\`, stand in the call of a function that takes one or are the whole formula of a cell
  to which it refers; each function draws from them anew. A formula that reads such a cell otherwise finds the text that the file keeps
  for it. VoseAggregateMC and VoseAggregateDeduct are compounds, also where n is an object: a fresh count in each iteration.
  VoseRiskEvent, too: a count of 0 or 1, and its impact by a further number.
- **Statistics** of the simulation hold #N/A during iterations. After the last one they and what depends on them are computed once and
  returned as \`workbookResults\`. Definitions are those of the results. Of capability indices m and s are the simulated mean and
  standard deviation, LSL, USL and T (the target) those of RiskSixSigma in the call, else in the output's RiskOutput; the formulas are
  those of the NIST/SEMATECH e-Handbook of Statistical Methods, 6.1.6.
- **Theoretical statistics** are those of the distribution in a cell, or in the call: \`RiskTheoMean(RiskNormal(10,2))\`. Skewness, kurtosis
  and all of a distribution with properties are integrated numerically; they are #NUM! where the far tail decides them. VoseMean and kin
  are those of an object. All are computed after the last iteration, too, and hold #N/A before.
- **A series** (RiskSimtable, PsiSimParam) gives a workbook several simulations: in the k-th each series takes its k-th value, and the
  seed is the same, so that only the series makes a difference. \`simsheet run\` runs all and compares them; a request runs one,
  \`"seriesIndex": 2\` (\`--series 2\`), the first where it names none, and the results say which. There are as many simulations as
  the longest list has values; a shorter one is #VALUE! beyond its last. A PsiSimParam of two limits divides them evenly among the
  simulations, and makes two by itself. A list of cells may hold a distribution for each simulation. A statistic that asks for another
  simulation than the one that runs, \`RiskMean(B1,2)\`, is #N/A.
- What is **not supported** is refused before the run with its cell and the reason, if an output depends on it; elsewhere it does not
  matter.

Out of scope: optimisers, stress analysis, VBA.
`;

const afterCrystalBall = `### Assumptions and forecasts that are no formulas

Crystal Ball's own dialog keeps assumptions beside the cells, which hold plain numbers. Versions up to 2000.x wrote them into hidden
defined names: \`ZA100\`, \`ZA101\`, ... for assumptions, \`ZC...\` for correlations, \`ZF...\` for forecasts, \`ZD...\` for decision variables,
with parameters separated by plus signs: of an assumption its cell, its name after a character that stands for the distribution, then
"other description information" (technote "How does Crystal Ball store data in Excel?"). What is not known: which character is which
distribution, and the order and meaning of what follows. Versions from 7 on convert these names when they open a file, and write a
hidden sheet in a form that is not documented. We know of no public workbook against which a reader could be checked, so neither is
read: give these cells as inputs of the request. The functions
below, which stand in formulas, run.
`;

const sipmath = `## SIPmath

A generator of the SIPmath 3.0 standard (Hubbard Decision Research's counter-based HDR) is an ordinary formula of MOD over a trial's
number; it gives the standard's numbers to the last digit. The trial's number itself, \`PM_Index\`, is an input:
\`integer(1, 10000)\` under Latin hypercube visits each trial once. Quantile functions such as the metalog's stand in the workbook as
formulas of the generator and run as such.

A library in JSON is no part of a workbook and is not read. It promises the same trials everywhere, by its generators and through its
copula layer, while inputs here are drawn by the request's own sampling; a reader of its distributions alone would promise what it does not
keep. Its distributions are ours, to be written as inputs of the request. A variable whose \`function\` is \`Metalog_1_0\`, with
\`aCoefficients\` [a1, a2, a3], is

| \`lowerBound\` | \`upperBound\` | Input |
| --- | --- | --- |
| none | none | \`metalog({a1, a2, a3})\` |
| l | none | \`metaloglower({a1, a2, a3}, l)\` |
| none | u | \`metalogupper({a1, a2, a3}, u)\` |
| l | u | \`metalogbounded({a1, a2, a3}, l, u)\` |

The matrix of its \`GaussianCopula\` is a correlation of the request between these inputs, with \`"measure": "copula"\`.
`;

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const byName = (a: VendorFunction, b: VendorFunction) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);

function section(vendor: Vendor): string {
  const own = allVendorFunctions.filter((entry) => entry.vendor === vendor).toSorted(byName);
  const distributions = own.filter((entry) => entry.role === 'distribution');
  const plain = distributions.filter(({ alternative }) => !alternative);
  const solved = (name: string) => distributions.some((entry) => entry.name === `${name}Alt`);
  const parts = [
    `## ${vendorNames[vendor]}`,
    ...(vendor === 'crystalBall' ? [afterCrystalBall.trimEnd()] : []),
    `### Supported: distributions`,
    table(
      vendor === 'risk' || vendor === 'psi' ? ['Function', 'Simulated as', 'Alt form'] : ['Function', 'Simulated as'],
      plain.map(({ name, parameters, formula, variants = [] }) => [
        `\`${name}(${parameters.map((parameter) => parameter.name).join(', ')})\``,
        [
          `\`${formula}\``,
          ...variants.map((variant) => `with ${variant.given.join(' and ')} \`${variant.formula}\``),
        ].join(', '),
        ...(vendor === 'risk' || vendor === 'psi' ? [solved(name) ? 'yes' : 'no'] : []),
      ]),
    ),
    ...(own.some(({ role }) => role === 'array') ? ['### Supported: functions that fill a range', arrays(own)] : []),
    ...(own.some(({ role }) => role === 'object') ? ['### Supported: objects', objects(own)] : []),
    `### Supported: properties, outputs and statistics`,
    table(['Function', 'Meaning'], own.flatMap(described)),
  ];
  const ignored = own.filter((entry) => entry.role === 'modifier' && entry.effect === 'ignored');
  if (ignored.length > 0) {
    parts.push(
      '### Ignored on purpose',
      table(
        ['Function', 'Why'],
        ignored.map((entry) => [`\`${entry.name}\``, entry.role === 'modifier' ? (entry.note ?? '') : '']),
      ),
    );
  }
  const reasons = Map.groupBy(
    own.filter((entry) => entry.role === 'unsupported'),
    ({ reason }) => reason,
  );
  parts.push(
    '### Not supported',
    table(
      ['Functions', 'Why'],
      [...reasons].map(([reason, entries]) => [entries.map(({ name }) => `\`${name}\``).join(', '), reason]),
    ),
  );
  return parts.join('\n\n');
}

const arrays = (own: readonly VendorFunction[]): string =>
  table(
    ['Function', 'Simulated as'],
    own.flatMap((entry) => {
      if (entry.role !== 'array') return [];
      const { parameters, note } = arrayKinds[entry.kind];
      return [[`\`${entry.name}(${parameters.join(', ')})\``, note]];
    }),
  );

const objects = (own: readonly VendorFunction[]): string =>
  `${own.flatMap((entry) => (entry.role === 'object' ? [`\`${entry.name}\``] : [])).join(', ')}.`;

const meanings: Record<string, string> = {
  name: "the input's name",
  truncate: 'truncated at values, before a shift',
  truncateAfterShift: 'truncated at values, after a shift',
  truncateProbability: 'truncated at percentiles',
  shift: 'shifted by a number',
  lock: 'not drawn: the static value or the mean',
  static: 'the value of a locked input',
  seed: 'draws of the same seed have the same uniform numbers',
  compound: 'the sum of so many values, at least one: `compound(count, distribution)`',
  correlationMatrix: 'rank correlation by a matrix (gaussian copula)',
  tCopula: "joined by a t copula, of which the matrix is the parameter: `copula: 't', measure: 'copula'`",
  archimedeanCopula: 'joined by a Clayton, Gumbel or Frank copula; both variables may be reflected, not one alone',
  correlationLeader: 'others are correlated with this input',
  correlationFollower: 'correlated with the leader of the same name',
  specification: 'the limits of an output, for its capability indices',
};

function described(entry: VendorFunction): string[][] {
  const name = `\`${entry.name}\``;
  switch (entry.role) {
    case 'modifier':
      return entry.effect === 'ignored' ? [] : [[name, meanings[entry.effect] ?? '']];
    case 'output':
      return [[name, 'marks and names an output; counts as 0']];
    case 'label':
      return [[name, 'names the input in its cell; counts as 0']];
    case 'series':
      return [[name, 'in the k-th simulation the k-th of its values']];
    case 'simulationNumber':
      return [[name, 'the number of the simulation, from 1']];
    case 'transparent':
      return [[name, entry.note]];
    case 'sampling':
      return [[name, entry.note]];
    case 'statistic':
      return [[name, `${entry.theoretical ? 'of the distribution: ' : ''}${inWords(entry.statistic)}`]];
    default:
      return [];
  }
}

const inWords = (statistic: string): string =>
  ({
    percentile: 'the value at a probability',
    percentileAbove: 'the value at a probability counted from above',
    percent: 'the value at a percentage',
    probability: 'the probability of at most a value',
    probabilityAbove: 'the probability of more than a value',
    certainty: 'the percentage of values of at most a value',
    byIndex:
      'by number: trials, mean, median, mode, standard deviation, variance, skewness, kurtosis, coefficient of variation, minimum, maximum, range, standard error',
    count: 'iterations',
    meanFrom: 'the mean of the values from a value on',
    meanFromPercentile: 'the mean of the values from the value at a probability on',
    meanHalfWidth: "half the width of the mean's interval, t s / sqrt(n), at a level of confidence",
    cp: '(USL - LSL) / (6 s)',
    cpk: 'min(USL - m, m - LSL) / (3 s)',
    cpkLower: '(m - LSL) / (3 s)',
    cpkUpper: '(USL - m) / (3 s)',
    cpm: '(USL - LSL) / (6 sqrt(s^2 + (m - T)^2))',
    k: '|(USL + LSL) / 2 - m| / ((USL - LSL) / 2)',
    zLower: '(m - LSL) / s',
    zUpper: '(USL - m) / s',
    zMin: 'min(USL - m, m - LSL) / s',
    lowerBound: 'm - n s, n being the number of standard deviations in RiskSixSigma',
    upperBound: 'm + n s',
  })[statistic] ?? statistic.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export const vendorsPage = (): string =>
  `${[introduction, section('risk'), section('psi'), section('crystalBall'), section('modelRisk'), sipmath].map((part) => part.trimEnd()).join('\n\n')}\n`;
