import ExcelJS from 'exceljs';
import { type Example, indexEntry, type Model, simulationRequestOf } from './example.ts';
import { explorationWell } from './models/explorationWell.ts';
import { newsvendor } from './models/newsvendor.ts';
import { overbooking } from './models/overbooking.ts';
import { ownRandomness } from './models/ownRandomness.ts';
import { productLaunchNpv } from './models/productLaunchNpv.ts';
import { projectCostAndSchedule } from './models/projectCostAndSchedule.ts';
import { retirement } from './models/retirement.ts';
import { serviceContract } from './models/serviceContract.ts';
import { documentTime, workbookBytes } from './workbookBytes.ts';

/** In the order in which a newcomer is shown them. */
export const examples: readonly Example[] = [
  productLaunchNpv,
  projectCostAndSchedule,
  retirement,
  newsvendor,
  ownRandomness,
  explorationWell,
  overbooking,
  serviceContract,
];

/** The content of every file that is made, by its name in this folder. */
export async function exampleFiles(): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const example of examples) {
    const model = newModel(example);
    const { workbook, request } = indexEntry(example);
    files.set(workbook, await workbookBytes(model.workbook));
    files.set(request, json(simulationRequestOf(example, model)));
  }
  files.set('index.json', json(examples.map(indexEntry)));
  return files;
}

function newModel(example: Example): Model {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = 'Simsheet';
  workbook.lastModifiedBy = 'Simsheet';
  workbook.title = example.title;
  workbook.created = documentTime;
  workbook.modified = documentTime;
  const model: Model = { workbook, inputs: [], outputs: [] };
  example.build(model);
  return model;
}

const json = (value: unknown) => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
