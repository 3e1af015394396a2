import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The files go into the program packed, and to browsers as they are: a server need not pack, and the program grows by less. */
function packed(): Plugin {
  return {
    name: 'packed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      // After Vite itself, which writes into the script what to load with what.
      order: 'post',
      handler(_, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          const source = file.type === 'chunk' ? file.code : file.source;
          delete bundle[name];
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source: gzipSync(source, { level: 9 }) });
        }
      },
    },
  };
}

export default defineConfig({
  base: '/console/',
  plugins: [react(), packed()],
  publicDir: false,
  build: {
    outDir: process.env['CONSOLE_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A data: address would need a hole in the content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        // What several views have is one file: many small ones are packed worse. The editor's parts stay apart, as it is loaded where it is shown.
        codeSplitting: { groups: [{ name: 'shared', test: /\/web\/(parts|api)\/(?!CodeEditor|editorLooks|inShadow|services)/, minShareCount: 2 }] },
      },
    },
  },
  server: {
    // The samples are read from beside.
    fs: { allow: ['..'] },
    // "npm run dev" beside "asl serve".
    proxy: { '^/(console/)?api/': { target: `http://127.0.0.1:${process.env['ASL_PORT'] ?? 8083}`, changeOrigin: false } },
  },
  test: { include: ['web/**/*.test.ts'], environment: 'node' },
});
