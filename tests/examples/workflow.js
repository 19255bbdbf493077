// Checks workflows with GitHub's own parser. It is bundled first, because it imports JSON in a way that only bundlers support.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installPackages } from '../hosts/install.js';

const here = new URL('./', import.meta.url);
const bundle = new URL('build/workflow-parser.cjs', here);

/** @returns {Promise<(text: string) => string[]>} returns the errors of a workflow */
export async function loadWorkflowCheck() {
  await installPackages(here);
  await build({
    stdin: { contents: "export * from '@actions/workflow-parser'", resolveDir: fileURLToPath(here) },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: fileURLToPath(bundle),
    logLevel: 'warning',
  });
  const { default: parser } = await import(bundle.href);
  return (content) => {
    const { context } = parser.parseWorkflow({ name: 'workflow', content }, new parser.NoOperationTraceWriter());
    return context.errors.getErrors().map((/** @type {Error} */ { message }) => message);
  };
}
