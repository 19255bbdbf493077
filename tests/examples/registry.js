// A registry for npm on loopback that has only the packed package.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';
import { packProduct } from '../package/pack.js';

/** @param {string} folder for the tarball @returns {Promise<{ url: string, close: () => void }>} */
export async function startRegistry(folder) {
  const { file } = await packProduct(folder);
  const tarball = await readFile(file);
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = createServer(({ url: path, headers: { host } }, response) => {
    if (path === `/${name}.tgz`) return response.end(tarball);
    if (path !== `/${name}`) return response.writeHead(404).end();
    const dist = { tarball: `http://${host}/${name}.tgz`, integrity };
    const versions = { [version]: { ...manifest, dist } };
    return response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}
