// Running programs: a time limit or a signal ends a program and all its descendants, including those of nested tools.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { tryRun } from '../../tools/lib/process.js';

const skip = process.platform === 'win32' && 'the test looks up processes as on Unix';
const library = JSON.stringify(new URL('../../tools/lib/process.js', import.meta.url).href);
const KEEP_RUNNING = 'setInterval(() => {}, 1000)';

/** A tool that runs a tool that runs a program; the innermost prints its process id. */
const innermost = `console.log('pid ' + process.pid); ${KEEP_RUNNING}`;
const inner = nest(innermost);
const outer = nest(inner);

/** @param {string} script */
function nest(script) {
  const args = JSON.stringify(['--input-type=module', '--eval', script]);
  return `import { runMain, tryRun } from ${library};
    runMain(async () => {
      await tryRun(process.execPath, ${args}, { timeoutMs: 60_000, onLine: (line) => console.log(line) });
    });`;
}

/** Waits until a process has ended. It is not a child of this process, so it has to be polled. @param {number} pid */
async function ends(pid) {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('a time limit ends a program and the programs of its nested tools', { timeout: 60_000, skip }, async () => {
  let pid = 0;
  const args = ['--input-type=module', '--eval', inner];
  const onLine = (/** @type {string} */ line) => {
    pid = Number(/^pid (\d+)$/.exec(line)?.[1] ?? pid);
  };
  // A busy machine may not have started the innermost program by then.
  for (let seconds = 2; !pid; seconds *= 2)
    await assert.rejects(tryRun(process.execPath, args, { timeoutMs: seconds * 1000, onLine, what: 'It' }), {
      message: `It took longer than ${seconds} seconds and was stopped`,
    });
  await ends(pid);
});

for (const [signal, code] of /** @type {const} */ ([
  ['SIGINT', 130],
  ['SIGTERM', 143],
]))
  test(`${signal} ends a tool and all programs that it started`, { timeout: 60_000, skip }, async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', outer], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const pid = await new Promise((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text) => {
        output += text;
        const [, found] = /pid (\d+)\n/.exec(output) ?? [];
        if (found) resolve(Number(found));
      });
    });
    child.kill(signal);
    assert.deepEqual(await once(child, 'exit'), [code, null]);
    await ends(pid);
  });
