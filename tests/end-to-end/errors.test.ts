import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { asAda } from '../support/people.ts';
import { simulate, upload } from '../support/simulate.ts';

/** A sheet Model with an input in A1 and the formulas below each other in column B, each with its stored value. */
const uploadModel = async (formulas: readonly [formula: string, result: ExcelJS.CellFormulaValue['result']][]) => {
  const workbook = new ExcelJS.Workbook();
  const sheet = workbook.addWorksheet('Model');
  sheet.getCell('A1').value = 4;
  for (const [i, [formula, result]] of formulas.entries()) sheet.getCell(`B${i + 1}`).value = { formula, result };
  const { body } = await upload(asAda(), 'errors.xlsx', new Uint8Array(await workbook.xlsx.writeBuffer()));
  expect(body.status).toBe('READY');
  return body.fileId as string;
};

const input = { cell: 'Model!A1', distribution: 'uniform(-1, 1)' };

describe('a model whose formulas end in errors', () => {
  it('counts the iterations with an error and tells where the first arose', async () => {
    const api = asAda();
    const fileId = await uploadModel([
      ['A1*2', 8],
      ['SQRT(A1)+B1', 10],
    ]);

    const run = await simulate(api, { fileId, inputs: [input], outputs: [{ cell: 'Model!B2' }], iterations: 4000 });

    expect(run.body).toMatchObject({ status: 'COMPLETED' });
    const [output] = (await api(`/api/results/${run.body.simulationId}`)).body.outputs;
    expect([output.errors.count, output.iterations]).toEqual([2000, 2000]);
    expect(output.errors.first).toMatchObject({ error: '#NUM!', cell: 'Model!B2', formula: 'SQRT(A1)+B1' });
    expect(output.min).toBeGreaterThanOrEqual(0);
  });

  it('is refused where an output can be nothing but an error', async () => {
    const fileId = await uploadModel([['SQRT(-2-A1)', { error: '#NUM!' }]]);

    const { status, body } = await simulate(asAda(), { fileId, inputs: [input], outputs: [{ cell: 'Model!B1' }] });

    expect([status, body.errors[0].pointer]).toEqual([422, '/outputs/0/cell']);
    expect(body.errors[0].detail).toMatch(/Model!B1 is #NUM! in every iteration/);
  });

  it('is told so where every iteration turned out to be one', async () => {
    const api = asAda();
    const fileId = await uploadModel([['A1/(A1-A1)', { error: '#DIV/0!' }]]);

    const run = await simulate(api, { fileId, inputs: [input], outputs: [{ cell: 'Model!B1' }], iterations: 4000 });

    expect(run.body.status).toBe('COMPLETED');
    const { outputs, warnings } = (await api(`/api/results/${run.body.simulationId}`)).body;
    expect(outputs[0]).toMatchObject({ mean: null, histogram: null, errors: { count: 4000 } });
    expect(warnings.join()).toMatch(/Model!B1 was an error in every iteration/);
  });
});
