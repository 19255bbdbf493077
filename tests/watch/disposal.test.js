// `using` and `await using` end a watch. Runtimes without the symbols have the same watch without them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from '../../tools/lib/files.js';
import { startClock } from './clock.js';
import { BATCH, body, DOCUMENT, stage } from './stage.js';

const options = { timeout: 60_000 };

for (const [name, start] of /** @type {[string, (client: any) => any][]} */ ([
  ['watchDocument', (client) => client.watchDocument(BATCH, DOCUMENT)],
  ['watchBatch', (client) => client.watchBatch(BATCH)],
]))
  for (const symbol of [Symbol.dispose, Symbol.asyncDispose])
    test(`${String(symbol)} ends ${name} at once and leaves no timer and no request`, options, async (t) => {
      const clock = startClock(t);
      const { client, requests } = await stage([() => new Promise(() => {})]);
      const watch = start(client);
      const pending = watch.next();
      await clock.settle();
      assert.equal(requests.length, 1);
      const result = watch[symbol]();
      if (symbol === Symbol.dispose) assert.equal(result, undefined);
      else assert.equal(await result, undefined);
      assert.deepEqual(await pending, { done: true, value: undefined });
      assert.deepEqual(await watch.next(), { done: true, value: undefined });
      assert.ok(requests[0].signal.aborted);
      assert.equal(clock.timers, 0);
      await watch[symbol](); // A second time does nothing.
    });

test('a watch works in a runtime without the symbols, and has no other method in their place', options, () => {
  const script = `
    const whole = Symbol;
    globalThis.Symbol = (description) => whole(description);
    for (const name of Object.getOwnPropertyNames(whole))
      if (!/ispose$|length|name|prototype/.test(name)) globalThis.Symbol[name] = whole[name];
    const { createClient } = await import('document-translation-status');
    const reply = ${JSON.stringify(body('Succeeded', 1))};
    const fetch = async () => new Response(JSON.stringify(reply));
    const client = await createClient({ endpoint: 'https://service.example', fetch });
    const watch = client.watchDocument('${BATCH}', '${DOCUMENT}');
    const names = Reflect.ownKeys(Object.getPrototypeOf(watch)).map(String);
    const { value } = await watch.next();
    console.log(JSON.stringify({ names: names.filter((name) => /undefined|ispose/.test(name)), status: value.status }));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', cwd: root });
  assert.deepEqual(JSON.parse(output), { names: [], status: 'Succeeded' });
});
