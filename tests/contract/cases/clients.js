// Clients beside and after each other.

import { ask, BATCH, clientOn, DOCUMENT, ENDPOINT, fails, REQUIRED, reply, silence, stub } from '../kit.js';

/** @type {import('../kit.js').Case[]} */
export const clients = [
  {
    name: 'two clients share neither endpoint nor credential nor end',
    async run(t) {
      const [silent, answering] = [stub(silence), stub(() => reply())];
      const one = await clientOn(t, silent, { credential: { key: 'the-first-key' } });
      const other = { endpoint: 'https://other.cognitiveservices.azure.com', credential: { key: 'the-second-key' } };
      const two = await clientOn(t, answering, other);
      const waiting = one.getDocumentStatus(BATCH, DOCUMENT);
      waiting.catch(() => {});
      t.assert.deepEqual(await two.getDocumentStatus(BATCH, DOCUMENT), REQUIRED);
      one.close();
      await fails(t, waiting, { code: 'ClientClosed' });
      t.assert.deepEqual(await two.getDocumentStatus(BATCH, DOCUMENT), REQUIRED);
      const sent = [silent, answering].map(({ requests: [{ url, headers }] }) => [
        new URL(url).origin,
        headers.get('Ocp-Apim-Subscription-Key'),
      ]);
      t.assert.deepEqual(sent, [
        [ENDPOINT, 'the-first-key'],
        [other.endpoint, 'the-second-key'],
      ]);
    },
  },
  {
    name: 'a client made after others failed is like any other',
    async run(t) {
      await fails(t, clientOn(t, stub(reply()), { endpoint: 'nowhere' }), { code: 'InvalidEndpoint' });
      await fails(t, clientOn(t, stub(reply()), { wasm: new Uint8Array(8) }), { code: 'ModuleFailed' });
      await fails(t, ask(t, stub(reply('<'))), { code: 'InvalidJson' });
      t.assert.deepEqual(await ask(t, stub(reply())), REQUIRED);
    },
  },
];
