// Measures event streams in one Node process: the memory of each viewer, the CPU time until all are connected and have had events for a while, and how
// long an event takes to reach everyone. The proxy is measured next to a bare node:http server. Run: npm run bench:proxy

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

const BATCH_ID = '11111111-1111-4111-8111-111111111111';
const DOCUMENT_ID = '22222222-2222-4222-8222-222222222222';
const CHANGES = 5;
const SECONDS = 30;

/** @param {string} kind @param {number} viewers */
async function measure(kind, viewers) {
  const child = fork(new URL('stream-server.js', import.meta.url), [kind, DOCUMENT_ID], { execArgv: ['--expose-gc'] });
  /** @param {string} name @returns {Promise<any>} */
  const message = async (name) => {
    for (;;) {
      const [next] = await once(child, 'message');
      if (name in next) return next;
    }
  };
  const ask = async () => {
    const answer = message('cpuMs');
    child.send('measure');
    return answer;
  };
  const { port } = await message('port');
  const path = `/translator/document/batches/${BATCH_ID}/documents/${DOCUMENT_ID}?api-version=2024-05-01`;
  const request = `GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`;
  /** The progress that each viewer waits for, and the number of viewers that have received it. */
  let wanted = '"progress":0.1,';
  let count = 0;
  let target = 1;
  let reached = () => {};
  /** Waits until this many viewers have got it. @param {number} viewers */
  const reach = (viewers) =>
    new Promise((resolve) => {
      target = viewers;
      reached = () => resolve(undefined);
      if (count >= target) reached();
    });
  /** @type {import('node:net').Socket[]} */
  const sockets = [];
  const open = () => {
    let got = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    socket.on('error', (error) => console.log(error.message));
    socket.on('data', (chunk) => {
      if (got === wanted || !chunk.includes(wanted)) return;
      got = wanted;
      if (++count >= target) reached();
    });
    sockets.push(socket);
  };
  // The first viewer loads what the server loads once.
  open();
  await reach(1);
  const before = await ask();
  const from = Date.now();
  for (let i = 1; i < viewers; i++) {
    open();
    if (i % 100 === 0) await reach(i - 100);
  }
  await reach(viewers);
  const connected = await ask();
  const delays = [];
  for (let i = 1; i <= CHANGES; i++) {
    wanted = `"progress":${(10 + i) / 100},`;
    count = 0;
    const all = reach(viewers);
    const changed = message('changedAt');
    child.send('change');
    const { changedAt } = await changed;
    await all;
    delays.push(Date.now() - changedAt);
  }
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, SECONDS * 1000 - (Date.now() - from))));
  const after = await ask();
  for (const socket of sockets) socket.destroy();
  child.kill('SIGKILL');
  await once(child, 'exit');
  return {
    kib: (connected.bytes - before.bytes) / viewers / 1024,
    seconds: (after.cpuMs - before.cpuMs) / 1000,
    delays: delays.sort((a, b) => a - b),
  };
}

/** @param {string[]} kinds @param {number} viewers */
export async function benchStreams(kinds, viewers) {
  console.log('| server | memory per viewer | CPU in 30 s | an event reaches all in |');
  console.log('| --- | ---: | ---: | ---: |');
  for (const kind of kinds) {
    const { kib, seconds, delays } = await measure(kind, viewers);
    console.log(`| ${kind} | ${kib.toFixed(1)} KiB | ${seconds.toFixed(1)} s | ${delays[0]} to ${delays.at(-1)} ms |`);
  }
}

if (process.argv[1] === import.meta.filename)
  await benchStreams(
    process.argv.slice(3).length ? process.argv.slice(3) : ['bare', 'toNodeHandler', 'fetch'],
    Number(process.argv[2] ?? 10_000),
  );
