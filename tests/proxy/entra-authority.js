// Microsoft Entra as far as client credentials need it, on loopback.

import { createServer } from 'node:http';

/**
 * @param {import('node:test').TestContext} t Closes it at its end.
 * @param {(call: number) => { status?: number, headers?: Record<string, string>, body?: object }} [answer] Its response to each request, counted
 *   from 1. By default the token `token-1`, then `token-2`, each valid for an hour.
 */
export async function startAuthority(t, answer = () => ({})) {
  /** @type {{ line: string, form: Record<string, string> }[]} */
  const requests = [];
  const server = createServer(async (incoming, response) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    const call = requests.push({
      line: `${incoming.method} ${incoming.url}`,
      form: Object.fromEntries(new URLSearchParams(text)),
    });
    const token = { token_type: 'Bearer', expires_in: 3600, access_token: `token-${call}` };
    const { status = 200, headers, body = token } = answer(call);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, requests };
}
