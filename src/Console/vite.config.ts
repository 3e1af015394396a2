import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { Plugin, Rolldown } from 'vite';
import { defineConfig } from 'vitest/config';

/** How many bytes of script, packed, whoever never opens the designer may have to load. */
const most = 350_000;

/** The scripts that are loaded sooner or later where a chunk is not. */
function scriptsOf(bundle: Rolldown.OutputBundle, without: string): Set<string> {
  const todo = Object.values(bundle).flatMap((file) => (file.type === 'chunk' && file.isEntry ? [file.fileName] : []));
  const found = new Set<string>();
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    const file = bundle[name];
    if (file?.type === 'chunk' && file.name !== without && !found.has(name)) {
      found.add(name);
      todo.push(...file.imports, ...file.dynamicImports);
    }
  }

  return found;
}

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
        const script = new Map<string, number>();
        const withoutDesigner = scriptsOf(bundle, 'DesignerView');
        for (const [name, file] of Object.entries(bundle)) {
          const source = gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 });
          script.set(name, name.endsWith('.js') ? source.length : 0);
          delete bundle[name];
          this.emitFile({ type: 'asset', fileName: `${name}.gz`, source });
        }

        const sum = (names: Iterable<string>): number => [...names].reduce((total, name) => total + script.get(name)!, 0);
        const size = sum(withoutDesigner);
        this.info(`Script, packed: ${size} bytes without the designer, ${sum(script.keys())} with it.`);
        if (size > most) {
          this.error(`The console's script without the designer has ${size} bytes when packed; it is to have ${most} at most.`);
        }
      },
    },
  };
}

export default defineConfig({
  base: '/console/',
  plugins: [react(), packed()],
  publicDir: false,
  resolve: { alias: { 'd3-color': fileURLToPath(new URL('web/graph/noColors.ts', import.meta.url)) } },
  build: {
    outDir: process.env['CONSOLE_OUT'] ?? 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // A data: address would need a hole in the content policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // What React Flow makes by these and nobody shows, such as its small map, stays out.
      treeshake: { manualPureFunctions: ['memo', 'forwardRef'] },
      output: {
        // What is loaded together is one file: many small ones are packed worse. The editor's parts stay apart from what all views have, as they are
        // loaded where one is shown.
        codeSplitting: {
          groups: [
            { name: 'shared', test: /\/web\/(parts|api)\/(?!CodeEditor|editorLooks|inShadow|services)/, minShareCount: 2 },
            { name: 'editor', test: /\/(@codemirror\/(?!autocomplete|merge)|@lezer\/|style-mod|w3c-keyname|crelt|@marijn\/)|\/web\/parts\/(editorLooks|inShadow)/ },
            { name: 'graph', test: /\/(@xyflow|d3-\w+|@dagrejs|zustand|classcat)\/|\/web\/graph\/(?!Layout|layout\.worker|useLayout|skeleton)/, minShareCount: 2 },
          ],
        },
      },
    },
  },
  server: {
    // The samples are read from beside.
    fs: { allow: ['..'] },
    // "npm run dev" beside "asl serve".
    proxy: { '^/(console/)?api/': { target: `http://127.0.0.1:${process.env['ASL_PORT'] ?? 8083}`, changeOrigin: false } },
  },
  // A machine that is busy with other tests takes its time.
  test: { include: ['web/**/*.test.ts'], environment: 'node', testTimeout: 300_000, hookTimeout: 300_000 },
});
