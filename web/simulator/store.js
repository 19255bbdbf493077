// The batches and documents that the simulator holds.

import { randomUUID } from 'node:crypto';
import { createDocument } from './documents.js';
import * as check from './options.js';

/** @typedef {import('./batches.js').BatchDescriptor} BatchDescriptor */
/** @typedef {import('./batches.js').SimulatedBatch} SimulatedBatch */
/** @typedef {import('./documents.js').DocumentDescriptor} DocumentDescriptor */
/** @typedef {import('./documents.js').Scenario} Scenario */
/** @typedef {import('./documents.js').SimulatedDocument} SimulatedDocument */

/**
 * @typedef {object} Store
 * @property {Map<string, SimulatedBatch>} batches by lower-case id, oldest first
 * @property {Map<string, SimulatedDocument>} documents by lower-case id
 * @property {(descriptor?: BatchDescriptor) => SimulatedBatch} createBatch
 * @property {() => void} restart Moves all batches and documents in time, as if the oldest batch were created now.
 */

/**
 * @param {object} parts
 * @param {number} parts.durationMs
 * @param {() => number} parts.now
 * @param {(batch: SimulatedBatch) => void} parts.onBatch called with each new batch
 * @returns {Store}
 */
export function createStore({ durationMs, now, onBatch }) {
  /** @type {Map<string, SimulatedBatch>} */
  const batches = new Map();
  /** @type {Map<string, SimulatedDocument>} */
  const documents = new Map();

  /** @param {BatchDescriptor} [descriptor] */
  function createBatch(descriptor = {}) {
    check.batch(descriptor, 'batch');
    const { scenario, error } = descriptor;
    const requested = descriptor.documents ?? (scenario ? 0 : 1);
    /** @type {(Scenario | DocumentDescriptor)[]} */
    const descriptors = typeof requested === 'number' ? Array.from({ length: requested }, () => ({})) : requested;
    /** @type {SimulatedBatch} */
    const batch = {
      id: descriptor.id ?? randomUUID(),
      createdAt: descriptor.createdAt ?? now(),
      durationMs: descriptor.durationMs ?? durationMs,
      documents: [],
      ...(scenario && { scenario, error }),
    };
    batch.documents = descriptors.map((item, i) => createDocument(item, batch, i, documents.size + i));
    batches.set(batch.id.toLowerCase(), batch);
    for (const document of batch.documents) documents.set(document.id.toLowerCase(), document);
    onBatch(batch);
    return batch;
  }

  function restart() {
    const oldest = Math.min(...Array.from(batches.values(), ({ createdAt }) => createdAt));
    const byMs = now() - oldest;
    for (const one of [...batches.values(), ...documents.values()]) one.createdAt += byMs;
  }

  return { batches, documents, createBatch, restart };
}
