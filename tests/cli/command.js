// Runs the command for tests: in this process with outputs in memory, or as a child process.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';

export const bin = fileURLToPath(new URL('../../dist/cli/bin.js', import.meta.url));

const { main } = await import(new URL('../../dist/cli/main.js', import.meta.url).href);

/** @param {object} [properties] */
function createOutput(properties) {
  const output = Object.assign(new EventEmitter(), { text: '', ...properties });
  return Object.assign(output, { write: (/** @type {string} */ text) => (output.text += text) });
}

/**
 * Runs the command in this process.
 * @param {string[]} argv
 * @param {object} env
 * @param {{ terminal?: object, stdin?: string[] | AsyncIterable<string>, failOnWrite?: Error }} [options]
 */
export async function run(argv, env, { terminal, stdin = [], failOnWrite } = {}) {
  const stdout = createOutput(terminal);
  const stderr = createOutput(terminal);
  if (failOnWrite)
    stdout.write = () => {
      throw failOnWrite;
    };
  const io = Object.assign(new EventEmitter(), { stdin, stdout, stderr, env });
  const code = await main(argv, io);
  assert.deepEqual(io.eventNames(), [], 'all listeners are removed');
  assert.equal(stderr.listenerCount('resize'), 0);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/**
 * Runs the command as a child process.
 * @param {string[]} argv
 * @param {object} env The environment, to which PATH and HOME are added.
 * @param {{ command?: string, stdin?: string, onOutput?: (child: import('node:child_process').ChildProcess, text: string) => void }} [options]
 *   onOutput: called once, with the first output.
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string }>}
 */
export function start(argv, env, { command = bin, stdin, onOutput = () => {} } = {}) {
  const { PATH, HOME } = process.env;
  const child = spawn(command, argv, { env: { PATH, HOME, ...env }, timeout: 30_000 });
  const output = { stdout: '', stderr: '' };
  let isFirst = true;
  for (const name of /** @type {const} */ (['stdout', 'stderr']))
    child[name].setEncoding('utf8').on('data', (chunk) => {
      output[name] += chunk;
      if (isFirst) onOutput(child, chunk);
      isFirst = false;
    });
  if (stdin !== undefined) child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}
