import type { Example } from '../example.ts';
import { addOutput, addPage, assumptions, formats, from, results, table } from '../sheet.ts';

const levels = [120, 124, 128, 132, 136, 140];
const heading = 4;
const first = heading + 1;
const last = heading + levels.length;

export const overbooking: Example = {
  id: 'overbooking',
  title: 'How many rooms to overbook (Analytic Solver)',
  question: 'How many bookings does a hotel of 120 rooms accept for the night of the fair?',
  description:
    'A workbook made for Analytic Solver: PsiBeta and PsiBinomial draw who comes, PsiTriangular what a guest costs who has to be sent elsewhere, PsiMean and PsiPercentile compare six limits within the sheet. It runs as it stands.',
  result:
    'Accept 128 bookings: they earn $20,400 on average, $800 more than 120. But 124 earn almost as much, $20,200, and a bad night (one of twenty) still earns $19,400 with them, not $18,900. With 140 bookings the average falls to $16,800: each guest sent elsewhere costs more than two rooms earn.',
  findings: [
    { text: '$20,400', output: 'Profit with 128', statistic: 'mean', value: 20400, within: 80 },
    { text: '$20,200', output: 'Profit with 124', statistic: 'mean', value: 20180, within: 50 },
    { text: '$19,400', output: 'Profit with 124', statistic: 5, value: 19424, within: 80 },
    { text: '$18,900', output: 'Profit with 128', statistic: 5, value: 18910, within: 250 },
    { text: '$16,800', output: 'Profit with 140', statistic: 'mean', value: 16793, within: 150 },
  ],
  seed: 7,
  build: (model) => {
    const hotel = addPage(
      model,
      'Hotel',
      [34, 14, 16, 34, 70],
      'The night of the fair',
      'How many bookings do we accept for 120 rooms? Functions of Analytic Solver draw the uncertain numbers',
    );
    const given = assumptions(hotel, 4, 'Assumptions', {
      rooms: { label: 'Rooms', value: 120, format: formats.whole, note: 'All of them' },
      show: {
        label: 'Share of guests who come',
        value: '=_xll.PsiBetaGen(6,3,0.82,0.97,_xll.PsiName("Share who come"))',
        format: formats.percent,
        name: 'Share_who_come',
        note: 'Between 82 and 97 % on such nights; the weather and the strike decide',
      },
      price: {
        label: 'Price of a room',
        value: 210,
        unit: '$',
        format: formats.dollars,
        note: 'Fair rate, paid on arrival',
      },
      fee: {
        label: 'Fee of those who stay away',
        value: 60,
        unit: '$',
        format: formats.dollars,
        note: 'Kept of the deposit',
      },
      serving: { label: 'Cost of a guest', value: 38, unit: '$', format: formats.dollars, note: 'Cleaning, breakfast' },
      walked: {
        label: 'Cost of a guest sent elsewhere',
        value: '=_xll.PsiTriangular(320,420,780,_xll.PsiName("Guest sent elsewhere"))',
        unit: '$',
        format: formats.dollars,
        name: 'Guest_sent_elsewhere',
        note: 'Taxi, the other hotel, a voucher: dear on the night of the fair',
      },
    });
    const a = from('Hotel', given);

    const page = addPage(
      model,
      'Limits',
      [14, 14, 14, 16, 18, 18],
      'Six limits, the same night',
      'Each meets the same share of guests who come',
    );
    table(page, `A${heading}`, levels.length, [
      { heading: 'Bookings', format: formats.whole, input: true, value: (_, index) => levels[index] },
      {
        heading: 'Come',
        format: formats.whole,
        value: (row) => `=_xll.PsiBinomial(A${row},${a.show},_xll.PsiName("Come, of "&A${row}))`,
      },
      { heading: 'Sent elsewhere', format: formats.whole, value: (row) => `=MAX(0,B${row}-${a.rooms})` },
      {
        heading: 'Profit',
        format: formats.dollars,
        value: (row) =>
          `=(B${row}-C${row})*(${a.price}-${a.serving})+(A${row}-B${row})*${a.fee}-C${row}*${a.walked}+_xll.PsiOutput()`,
      },
      { heading: 'Mean profit', format: formats.dollars, value: (row) => `=_xll.PsiMean(D${row})` },
      { heading: 'Bad night (5 %)', format: formats.dollars, value: (row) => `=_xll.PsiPercentile(D${row},0.05)` },
    ]);
    for (const [index, level] of levels.entries()) addOutput(page, `D${first + index}`, `Profit with ${level}`);
    addOutput(page, `C${first + 4}`, 'Sent elsewhere with 136', 'upper');

    results(hotel, 13, 'Results', {
      best: {
        label: 'Best limit on average',
        value: `=INDEX(Limits!A${first}:A${last},MATCH(MAX(Limits!E${first}:E${last}),Limits!E${first}:E${last},0))`,
        unit: 'bookings',
        format: formats.whole,
        note: 'From the means of the finished simulation',
      },
      gain: {
        label: 'It earns more than 120 by',
        value: `=MAX(Limits!E${first}:E${last})-Limits!E${first}`,
        unit: '$ a night',
        format: formats.dollars,
        note: 'On average',
      },
      safest: {
        label: 'Best limit on a bad night',
        value: `=INDEX(Limits!A${first}:A${last},MATCH(MAX(Limits!F${first}:F${last}),Limits!F${first}:F${last},0))`,
        unit: 'bookings',
        format: formats.whole,
        note: 'From the 5th percentiles',
      },
    });
  },
};
