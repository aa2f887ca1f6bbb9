import { storeSuite } from './store.testkit.ts';
import { memoryCircuitStore } from './store.ts';

const store = memoryCircuitStore();

storeSuite('a circuit store in memory', () => store);
