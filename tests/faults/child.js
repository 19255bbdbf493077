// Runs a client of the matrix in a process of its own, which trusts the authority of the matrix's certificates.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pack } from './probe.js';

/**
 * @param {Awaited<ReturnType<typeof import('./stage.js').openStage>>} stage
 * @param {string[]} program a file beside this one, and its arguments
 * @param {string} [node]
 * @param {number} [timeoutMs]
 * @returns {Promise<{ code: number | null, output: string, said: string }>}
 */
export async function runChild(stage, [file, ...args], node = process.execPath, timeoutMs = 100_000) {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: stage.authority };
  const child = spawn(node, [fileURLToPath(new URL(file, import.meta.url)), ...args], { env });
  let [output, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  child.stdin.end(pack(stage.acts.map(({ question }) => question)));
  const limit = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(limit);
  return { code, output, said };
}
