// Bundles a script with esbuild for Vercel's edge runtime, and serves it there.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {import('node:test').TestContext} t stops the server when it ends
 * @param {string} script path
 * @param {string} modules the node_modules folder with the package, for scripts outside of its project
 * @returns {Promise<string>} the URL of the server
 */
export async function serveOnEdge(t, script, modules) {
  const { build } = await import('esbuild');
  const { EdgeRuntime, runServer } = await import('edge-runtime');
  /** @type {Record<string, WebAssembly.Module>} */
  const compiled = {};
  /** In the edge runtime, an import with ?module is a compiled module. @type {import('esbuild').Plugin} */
  const plugin = {
    name: 'module',
    setup(builder) {
      builder.onResolve({ filter: /\.wasm\?module$/ }, ({ path, resolveDir }) => ({
        namespace: 'module',
        path: join(resolveDir, path.replace('?module', '')),
      }));
      builder.onLoad({ namespace: 'module', filter: /./ }, async ({ path }) => {
        compiled.wasm = await WebAssembly.compile(await readFile(path));
        return { contents: 'export default globalThis.wasm' };
      });
    },
  };
  const result = await build({
    entryPoints: [script],
    bundle: true,
    write: false,
    conditions: ['edge-light'],
    nodePaths: [modules],
    plugins: [plugin],
  });
  const runtime = new EdgeRuntime({
    initialCode: result.outputFiles[0].text,
    codeGeneration: { strings: false, wasm: false },
    extend: (/** @type {object} */ context) => Object.assign(context, compiled),
  });
  const server = await runServer({ runtime, port: 0, host: '127.0.0.1' });
  t.after(() => server.close());
  return server.url;
}
