// Finds a Node that is new enough for Azure's clients.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The Node of this suite's packages, or the running one if it is new enough. */
export function newerNode() {
  const installed = fileURLToPath(new URL(`node_modules/node-22-${process.arch}/bin/node`, import.meta.url));
  if (existsSync(installed)) return installed;
  assert.ok(
    Number(process.versions.node.split('.')[0]) >= 22,
    `Azure's clients need Node 22, and npm has none for ${process.platform} on ${process.arch}. Run this suite with Node 22.`,
  );
  return process.execPath;
}
