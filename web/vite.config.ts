import { cp } from 'node:fs/promises';
import { basename, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Puts the examples beside the page, where a deployment without our server serves them from the same bucket. */
const examples = (): Plugin => ({
  name: 'simsheet-examples',
  apply: 'build',
  async closeBundle() {
    const from = join(import.meta.dirname, '../examples');
    const wanted = (path: string) => path === from || /\.(xlsx|json)$/.test(basename(path));
    await cp(from, join(import.meta.dirname, 'dist/examples'), { recursive: true, filter: wanted });
  },
});

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), examples()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    target: 'es2023',
    reportCompressedSize: false,
    // The charts (ECharts) are loaded with the first results and kept.
    chunkSizeWarningLimit: 600,
  },
});
