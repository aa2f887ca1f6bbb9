import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Puts the examples and the API's description beside the page: without our server all come from the same bucket. */
const filesBeside = (): Plugin => ({
  name: 'simsheet-files-beside',
  apply: 'build',
  async closeBundle() {
    const from = join(import.meta.dirname, '../examples');
    const wanted = (path: string) => path === from || /\.(xlsx|json)$/.test(basename(path));
    await cp(from, join(import.meta.dirname, 'dist/examples'), { recursive: true, filter: wanted });
    await cp(join(import.meta.dirname, '../docs/openapi.json'), join(import.meta.dirname, 'dist/openapi.json'));
  },
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), filesBeside()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    target: 'es2023',
    reportCompressedSize: false,
    // The charts (ECharts) are loaded with the first results and kept; the reference of the API when somebody reads it.
    chunkSizeWarningLimit: 800,
  },
});
