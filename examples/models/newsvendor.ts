import type { Example } from '../example.ts';
import { addOutput, addPage, assumptions, formats, from, results, table, write } from '../sheet.ts';

/** From this quantity on, the supplier asks this price for every unit. */
const purchasePrices = [
  [0, 71],
  [600, 68],
  [1000, 64],
  [1600, 61],
] as const;
/** From this many left over on, the outlet pays this share of the price. */
const clearanceShares = [
  [0, 0.55],
  [100, 0.48],
  [300, 0.36],
  [600, 0.25],
  [1000, 0.16],
] as const;
const winters = [
  ['Mild', 0.7],
  ['Normal', 1],
  ['Cold', 1.35],
] as const;
const orders = [600, 800, 1000, 1200, 1400, 1600, 1800, 2000];

/** Where the sheets' blocks stand. */
const ordersHeading = 4;
const firstOrder = ordersHeading + 1;
const lastOrder = ordersHeading + orders.length;
const lookUp = (top: number, rows: number, from = 'A') => `Tables!$${from}$${top + 1}:$B$${top + rows}`;
const tops = { purchase: 5, clearance: 12, winter: 20 };

export const newsvendor: Example = {
  id: 'newsvendor',
  title: 'How many to order',
  question: 'How many winter jackets do we order before we know the winter?',
  description:
    "One order before the season: too few and customers leave, too many and the rest is cleared at a loss. The supplier's discount and the price of clearance are looked up in tables; eight order quantities meet the same demand.",
  result:
    'Order 1,200: it earns $61,000 on average. 1,600 earns nearly as much, $60,000, but swings almost twice as far, and 2,000 falls to $43,000. With 1,200 the shop is sold out one season in three, which looks like a mistake and is not.',
  findings: [
    { text: '$61,000', output: 'Profit of our order', statistic: 'mean', value: 61000, within: 750 },
    { text: '$60,000', output: 'Profit of 1,600', statistic: 'mean', value: 60200, within: 1300 },
    { text: 'almost twice', output: 'Profit of 1,600', statistic: 'standardDeviation', value: 31000, within: 1000 },
    { text: '$43,000', output: 'Profit of 2,000', statistic: 'mean', value: 42900, within: 1600 },
    { text: 'one season in three', output: 'Sold out', statistic: 'mean', value: 0.338, within: 0.02 },
  ],
  seed: 4,
  build: (model) => {
    const summary = addPage(
      model,
      'Summary',
      [34, 14, 16, 36, 72],
      'How many jackets to order',
      'How many winter jackets do we order before we know the winter?',
    );
    const given = assumptions(summary, 4, 'Assumptions', {
      order: {
        label: 'Order',
        value: 1200,
        unit: 'jackets',
        format: formats.whole,
        name: 'Order',
        note: 'The decision: one of the quantities on the sheet Orders',
      },
      price: { label: 'Price', value: 129, unit: '$', format: formats.price, note: 'In season' },
      goodwill: {
        label: 'Cost of an unserved customer',
        value: 10,
        unit: '$',
        format: formats.price,
        note: 'Some of them do not come back',
      },
      base: {
        label: 'Demand in a normal winter',
        value: 1100,
        unit: 'jackets',
        format: formats.whole,
        name: 'Base_demand',
        distribution: 'pert(700, 1100, 1900)',
        note: "The buyers' estimates for this style",
      },
      winter: {
        label: 'Winter',
        value: 2,
        unit: 'no. in table',
        format: formats.whole,
        name: 'Winter',
        distribution: 'discrete({1, 2, 3}, {0.3, 0.5, 0.2})',
        note: '1 mild, 2 normal, 3 cold; the last thirty winters',
      },
      rival: {
        label: 'Rival runs a campaign',
        value: 0,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Rival_campaign',
        distribution: 'bernoulli(0.35)',
        note: 'It did in seven of the last twenty seasons',
      },
      effect: {
        label: 'Demand that a campaign takes',
        value: 0.12,
        unit: 'of demand',
        format: formats.percent,
        distribution: 'uniform(5%, 20%)',
        note: 'If there is one',
      },
      demand: {
        label: 'Demand',
        value: (at) =>
          `=ROUND(${at.base}*INDEX(${lookUp(tops.winter, winters.length, 'B')},${at.winter})*(1-${at.rival}*${at.effect}),0)`,
        unit: 'jackets',
        format: formats.whole,
        name: 'Demand',
        note: 'The same for every order quantity',
      },
    });

    const a = from('Summary', given);
    const page = addPage(
      model,
      'Orders',
      [10, 12, 12, 12, 14, 12, 14, 14, 14],
      'Order quantities',
      'What each of them would earn with the demand of the sheet Summary',
    );
    table(page, `A${ordersHeading}`, orders.length, [
      { heading: 'Order', format: formats.whole, input: true, value: (_, index) => orders[index] },
      {
        heading: 'Unit cost',
        format: formats.price,
        value: (row) => `=VLOOKUP(A${row},${lookUp(tops.purchase, purchasePrices.length)},2,TRUE)`,
      },
      { heading: 'Sold', format: formats.whole, value: (row) => `=MIN(A${row},${a.demand})` },
      { heading: 'Left over', format: formats.whole, value: (row) => `=A${row}-C${row}` },
      {
        heading: 'Clearance price',
        format: formats.price,
        value: (row) => `=${a.price}*VLOOKUP(D${row},${lookUp(tops.clearance, clearanceShares.length)},2,TRUE)`,
      },
      { heading: 'Not served', format: formats.whole, value: (row) => `=${a.demand}-C${row}` },
      {
        heading: 'Income',
        format: formats.dollars,
        value: (row) => `=C${row}*${a.price}+D${row}*E${row}`,
      },
      {
        heading: 'Cost',
        format: formats.dollars,
        value: (row) => `=A${row}*B${row}+F${row}*${a.goodwill}`,
      },
      { heading: 'Profit', format: formats.dollars, value: (row) => `=G${row}-H${row}` },
    ]);
    addTables(model);

    const ofOrder = (column: string) =>
      `INDEX(Orders!${column}${firstOrder}:${column}${lastOrder},MATCH(${given.order},Orders!A${firstOrder}:A${lastOrder},0))`;
    const profits = `Orders!I${firstOrder}:I${lastOrder}`;
    results(summary, 14, 'Results', {
      profit: {
        label: 'Profit',
        value: `=${ofOrder('I')}`,
        unit: '$',
        format: formats.dollars,
        name: 'Profit',
        output: 'Profit of our order',
        note: 'Of the order above',
      },
      service: {
        label: 'Service level',
        value: `=${ofOrder('C')}/${given.demand}`,
        unit: 'of demand',
        format: formats.percent,
        name: 'Service_level',
        output: 'Service level',
        note: 'Customers who found their jacket',
      },
      soldOut: {
        label: 'Sold out',
        value: `=IF(${ofOrder('F')}>0,1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Sold_out',
        output: 'Sold out',
        tail: 'upper',
        note: 'Its mean is the probability that somebody leaves without one',
      },
      left: {
        label: 'Left over',
        value: `=${ofOrder('D')}`,
        unit: 'jackets',
        format: formats.whole,
        name: 'Left_over',
        output: 'Left over',
        tail: 'upper',
        note: 'For the outlet',
      },
      hindsight: {
        label: 'Best order in hindsight',
        value: `=INDEX(Orders!A${firstOrder}:A${lastOrder},MATCH(MAX(${profits}),${profits},0))`,
        unit: 'jackets',
        format: formats.whole,
        name: 'Best_order_in_hindsight',
        output: 'Best order in hindsight',
        note: 'If the demand had been known; not the one to place',
      },
    });
    for (const [index, order] of orders.entries()) {
      addOutput(page, `I${firstOrder + index}`, `Profit of ${order.toLocaleString('en-US')}`);
    }
  },
};

function addTables(model: Parameters<Example['build']>[0]): void {
  const page = addPage(model, 'Tables', [26, 18], 'Tables', 'Each line holds from its number to that of the next line');
  const { sheet } = page;
  write(sheet, `A${tops.purchase - 1}`, 'What the supplier asks').font = { bold: true };
  table(page, `A${tops.purchase}`, purchasePrices.length, [
    {
      heading: 'From an order of',
      format: formats.whole,
      input: true,
      value: (_, index) => purchasePrices[index]?.[0],
    },
    { heading: 'Each costs', format: formats.price, input: true, value: (_, index) => purchasePrices[index]?.[1] },
  ]);
  write(sheet, `A${tops.clearance - 1}`, 'What the outlet pays').font = { bold: true };
  table(page, `A${tops.clearance}`, clearanceShares.length, [
    { heading: 'From a rest of', format: formats.whole, input: true, value: (_, index) => clearanceShares[index]?.[0] },
    {
      heading: 'Share of the price',
      format: formats.percent,
      input: true,
      value: (_, index) => clearanceShares[index]?.[1],
    },
  ]);
  write(sheet, `A${tops.winter - 1}`, 'What the winter does').font = { bold: true };
  table(page, `A${tops.winter}`, winters.length, [
    { heading: 'Winter', value: (_, index) => winters[index]?.[0] },
    { heading: 'Demand', format: formats.twoDecimals, input: true, value: (_, index) => winters[index]?.[1] },
  ]);
}
