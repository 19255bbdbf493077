// Another copy of the package as it is built, for cases about two of them.
import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../tools/lib/files.js';

/** Makes build/copy/, whole at every moment for those who read it. */
export async function makeCopy() {
  const [partial, copy] = [join(root, `build/copy.${process.pid}`), join(root, 'build/copy')];
  await cp(join(root, 'dist'), partial, { recursive: true });
  await rm(copy, { recursive: true, force: true });
  await rename(partial, copy);
}
