// A project with the package installed as a link to this checkout.
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';

/** @returns {Promise<{ folder: string, remove: () => Promise<void> }>} */
export async function makeProject() {
  const folder = await mkdtemp(join(tmpdir(), 'project-'));
  await mkdir(join(folder, 'node_modules/.bin'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  await symlink(root, join(folder, 'node_modules/document-translation-status'));
  await symlink(join(root, 'dist/cli/bin.js'), join(folder, 'node_modules/.bin/document-translation-status'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
