import type { Example } from '../example.ts';
import { addPage, assumptions, formats, from, results, table } from '../sheet.ts';

const heading = 4;
const years = 12;

export const explorationWell: Example = {
  id: 'exploration-well',
  title: 'Drill alone or share the well (@RISK)',
  question: 'Do we drill the exploration well alone, or give a partner half of it?',
  description:
    'A workbook made for @RISK: RiskBernoulli, RiskLognormAlt by percentiles, RiskPert, a price that RiskCorrmat ties to the cost of drilling, RiskOutput and statistics such as RiskXtoP. It runs as it stands; the request names outputs only.',
  result:
    'Take the partner. Drilled alone, the well is worth about nothing on average and loses more than the board can bear in one case of four; with the partner, who pays most of the drilling, our half is worth $7 million. Either way three wells of four lose money: the few that find oil pay for the rest.',
  findings: [
    { text: 'about nothing', output: 'Worth, alone', statistic: 'mean', value: -1.5, within: 4.5 },
    { text: 'one case of four', output: 'Too much lost, alone', statistic: 'mean', value: 0.254, within: 0.018 },
    { text: '$7 million', output: 'Worth, half', statistic: 'mean', value: 6.6, within: 2.3 },
  ],
  seed: 6,
  build: (model) => {
    const well = addPage(
      model,
      'Well',
      [34, 14, 16, 34, 70],
      'An exploration well',
      'Do we drill it alone, or give a partner half of it? Functions of @RISK draw the uncertain numbers',
    );
    const given = assumptions(well, 4, 'Assumptions', {
      found: {
        label: 'Oil is found',
        value: '=_xll.RiskBernoulli(0.35,_xll.RiskName("Oil is found"))',
        unit: '1 = yes',
        format: formats.flag,
        name: 'Oil_found',
        note: 'Seven of twenty such prospects hold oil',
      },
      reserves: {
        label: 'Reserves if it is',
        value: '=_xll.RiskLognormAlt(10%,9,50%,20,90%,48,_xll.RiskTruncate(,120),_xll.RiskName("Reserves"))',
        unit: 'million bbl',
        format: formats.oneDecimal,
        name: 'Reserves',
        note: 'By percentiles: 9, 20 and 48; more than 120 do not fit into the structure',
      },
      price: {
        label: 'Oil price',
        value: '=_xll.RiskLognorm(72,16,_xll.RiskCorrmat($B$16:$C$17,1),_xll.RiskName("Oil price"))',
        unit: '$ per bbl',
        format: formats.price,
        name: 'Oil_price',
        note: 'Rigs are dear when oil is',
      },
      drilling: {
        label: 'Drilling',
        value: '=_xll.RiskPert(38,45,75,_xll.RiskCorrmat($B$16:$C$17,2),_xll.RiskName("Drilling"))',
        unit: '$ million',
        format: formats.oneDecimal,
        name: 'Drilling',
        note: 'Offer of the contractor, with stand-by days',
      },
      development: {
        label: 'Development',
        value: '=_xll.RiskTriang(8,9.5,14,_xll.RiskName("Development"))',
        unit: '$ per bbl',
        format: formats.price,
        name: 'Development',
        note: 'Platform and pipeline, spread over the reserves',
      },
      operating: {
        label: 'Operating cost',
        value: 21,
        unit: '$ per bbl',
        format: formats.price,
        note: 'Neighbouring field',
      },
      tax: { label: 'Royalty and tax', value: 0.45, unit: 'of the margin', format: formats.percent, note: 'Licence' },
      discount: { label: 'Discount rate', value: 0.1, unit: 'a year', format: formats.percent, note: 'Finance' },
      budget: { label: 'Loss that we can bear', value: 50, unit: '$ million', format: formats.whole, note: 'Board' },
    });
    table(well, 'A15', 2, [
      { heading: 'Rank correlation', value: (_, index) => ['Oil price', 'Drilling'][index] },
      { heading: 'Oil price', format: formats.oneDecimal, input: true, value: (_, index) => [1, 0.6][index] },
      { heading: 'Drilling', format: formats.oneDecimal, input: true, value: (_, index) => [0.6, 1][index] },
    ]);
    const a = from('Well', given);

    const field = addPage(
      model,
      'Field',
      [8, 14, 14, 16, 16],
      'The field, year by year',
      'In $ million, if oil is found',
    );
    table(field, `A${heading}`, years, [
      { heading: 'Year', format: formats.whole, value: (_, index) => index + 1 },
      {
        heading: 'Produced, of reserves',
        format: formats.percent,
        value: (row, index) =>
          index < 3 ? 0 : index === 3 ? 0.16 : index === years - 1 ? `=1-SUM(B5:B${row - 1})` : `=B${row - 1}*0.87`,
      },
      { heading: 'Barrels, million', format: formats.twoDecimals, value: (row) => `=B${row}*${a.reserves}` },
      {
        heading: 'Development',
        format: formats.oneDecimal,
        value: (_, index) => (index < 3 ? `=-${a.reserves}*${a.development}/3` : 0),
      },
      {
        heading: 'Cash flow',
        format: formats.oneDecimal,
        value: (row) => `=C${row}*(${a.price}-${a.operating})*(1-${a.tax})+D${row}`,
      },
    ]);

    const last = heading + years;
    results(well, 20, 'Results', {
      field: {
        label: 'Worth of the field if oil is found',
        value: `=NPV(${given.discount},Field!E${heading + 1}:E${last})`,
        unit: '$ million',
        format: formats.oneDecimal,
        note: 'Before drilling; not developed where it is negative',
      },
      alone: {
        label: 'Worth of the well, alone',
        value: (at) => `=_xll.RiskOutput("Worth, alone")+${given.found}*MAX(0,${at.field})-${given.drilling}`,
        unit: '$ million',
        format: formats.oneDecimal,
        output: 'Worth, alone',
        note: 'All of the cost, all of the oil',
      },
      shared: {
        label: 'Worth of the well, half',
        value: (at) => `=_xll.RiskOutput("Worth, half")+50%*${given.found}*MAX(0,${at.field})-35%*${given.drilling}`,
        unit: '$ million',
        format: formats.oneDecimal,
        output: 'Worth, half',
        note: 'The partner pays 65 % of the drilling for half of the oil',
      },
      aloneTooMuch: {
        label: 'More lost than we can bear, alone',
        value: (at) => `=IF(${at.alone}<-${given.budget},1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        output: 'Too much lost, alone',
        note: 'Its mean is the probability',
      },
      mean: {
        label: 'Mean worth, alone',
        value: (at) => `=_xll.RiskMean(${at.alone})`,
        unit: '$ million',
        format: formats.oneDecimal,
        note: 'Of the finished simulation',
      },
      price: {
        label: 'Price of giving half away',
        value: (at) => `=${at.mean}-_xll.RiskMean(${at.shared})`,
        unit: '$ million',
        format: formats.oneDecimal,
        note: 'What the partner earns on average',
      },
      chance: {
        label: 'Chance of a loss, half',
        value: (at) => `=_xll.RiskXtoP(${at.shared},0)`,
        format: formats.percent,
        note: 'Of the finished simulation',
      },
    });
  },
};
