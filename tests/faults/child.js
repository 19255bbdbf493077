// Runs the faults in a child process that trusts the authority of the test certificates.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pack } from './probe.js';

/**
 * @param {Awaited<ReturnType<typeof import('./runs.js').startRuns>>} started
 * @param {string[]} program a file in this folder, and its arguments
 * @param {string} [node]
 * @param {number} [timeoutMs]
 * @returns {Promise<{ code: number | null, output: string, errorOutput: string }>}
 */
export async function runChild(started, [file, ...args], node = process.execPath, timeoutMs = 100_000) {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: started.authority };
  const child = spawn(node, [fileURLToPath(new URL(file, import.meta.url)), ...args], { env });
  let [output, errorOutput] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errorOutput += text;
  });
  child.stdin.end(pack(started.runs.map(({ call }) => call)));
  const limit = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(limit);
  return { code, output, errorOutput };
}
