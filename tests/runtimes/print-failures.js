// Prints the codes of the errors with which real connections fail in a runtime that is a program, as one line of JSON. The arguments are
// endpoints.

import { createClient } from 'document-translation-status';

const { Deno, process } = /** @type {any} */ (globalThis);
const ID = '0007aadd-0000-0000-0000-000000000000';
/** @type {{ code: string, isNamed: boolean, endsWithHint: boolean }[]} */
const codes = [];
for (const endpoint of Deno ? Deno.args : process.argv.slice(2)) {
  const client = await createClient({ endpoint, maxRetries: 0 });
  await client.getDocumentStatus(ID, ID).catch((/** @type {any} */ { code, hint, message }) => {
    codes.push({ code, isNamed: message.includes(new URL(endpoint).host), endsWithHint: message.endsWith(hint) });
  });
  client.close();
}
console.log(JSON.stringify(codes));
