// The entry `document-translation-status/simulator`.

/** @typedef {import('../simulator/options.js').SimulatorOptions} SimulatorOptions */
/** @typedef {import('../simulator/simulator.js').Simulator} Simulator */
/** @typedef {import('../simulator/options.js').StaleReplies} StaleReplies */
/** @typedef {import('../simulator/options.js').Throttle} Throttle */
/** @typedef {import('../simulator/documents.js').Scenario} Scenario */
/** @typedef {import('../simulator/documents.js').DocumentDescriptor} DocumentDescriptor */
/** @typedef {import('../simulator/batches.js').BatchDescriptor} BatchDescriptor */
/** @typedef {import('../simulator/batches.js').SimulatedBatch} SimulatedBatch */
/** @typedef {import('../simulator/documents.js').SimulatedDocument} SimulatedDocument */
/** @typedef {import('../simulator/replies.js').Reply} Reply */
/** @typedef {import('../simulator/requests.js').RequestRecord} RequestRecord */
/** @typedef {import('../simulator/replies.js').RawReply} RawReply */
/** @typedef {import('../simulator/faults.js').Fault} Fault */
/** @typedef {import('../simulator/faults.js').FaultName} FaultName */

export { ERRORS } from '../simulator/errors.js';
export { startSimulator } from '../simulator/simulator.js';
export { API_VERSIONS } from '../simulator/versions.js';
