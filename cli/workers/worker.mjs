/** The worker's first module: it turns on the cache of stripped sources, which a static import would come before. */
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./worker.ts');
