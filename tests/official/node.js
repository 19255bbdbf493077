// A Node as new as Azure's clients ask for.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The Node that came with this suite's packages, else this one where it is new enough. */
export function newerNode() {
  const installed = fileURLToPath(new URL(`node_modules/node-22-${process.arch}/bin/node`, import.meta.url));
  if (existsSync(installed)) return installed;
  assert.ok(
    Number(process.versions.node.split('.')[0]) >= 22,
    `Azure's client needs Node 22, and npm has none for ${process.platform} on ${process.arch}: run this suite on Node 22.`,
  );
  return process.execPath;
}
