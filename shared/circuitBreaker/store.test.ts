import { memoryTable } from '../table/memoryTable.ts';
import { memoryCircuitStore } from './memoryStore.ts';
import { storeSuite } from './store.testkit.ts';
import { circuitStore } from './store.ts';

const ofThisProcess = memoryCircuitStore();
const inATable = circuitStore(memoryTable());

storeSuite("a circuit store of a process's own", () => ofThisProcess);
storeSuite('a circuit store over a table', () => inATable);
