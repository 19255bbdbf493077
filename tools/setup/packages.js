// The npm packages that the build needs, installed when they are missing or older than the lock file.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/files.js';
import { run } from '../lib/process.js';
import { inStep } from '../lib/progress.js';

/** The bundler of the declarations stays apart, because it brings a second TypeScript. */
const FOLDERS = ['.', 'tools/build/declarations'];

export async function installPackages() {
  for (const folder of FOLDERS) {
    const cwd = join(root, folder);
    const installed = join(cwd, 'node_modules/.package-lock.json');
    if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(cwd, 'package-lock.json')).mtimeMs)
      continue;
    await inStep('Installing the packages that the build needs', async () => {
      // Said outright, because npm hands down what it was called with: npm pack --dry-run, or NODE_ENV=production.
      await run('npm', ['ci', '--ignore-scripts', '--include=dev', '--dry-run=false', '--no-audit', '--no-fund'], {
        timeoutMs: 600_000,
        cwd,
        what: 'npm ci',
      });
    });
  }
}
