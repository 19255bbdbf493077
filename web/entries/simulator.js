// The entry `document-translation-status/simulator`.

/** @typedef {import('../simulator/simulator.js').SimulatorOptions} SimulatorOptions */
/** @typedef {import('../simulator/simulator.js').Simulator} Simulator */
/** @typedef {import('../simulator/simulator.js').StaleReplies} StaleReplies */
/** @typedef {import('../simulator/simulator.js').Throttle} Throttle */
/** @typedef {import('../simulator/documents.js').Scenario} Scenario */
/** @typedef {import('../simulator/documents.js').DocumentDescriptor} DocumentDescriptor */
/** @typedef {import('../simulator/documents.js').BatchDescriptor} BatchDescriptor */
/** @typedef {import('../simulator/documents.js').SimulatedBatch} SimulatedBatch */
/** @typedef {import('../simulator/documents.js').SimulatedDocument} SimulatedDocument */
/** @typedef {import('../simulator/exchange.js').Reply} Reply */
/** @typedef {import('../simulator/exchange.js').RequestRecord} RequestRecord */
/** @typedef {import('../simulator/wire.js').RawReply} RawReply */
/** @typedef {import('../simulator/faults.js').Fault} Fault */
/** @typedef {import('../simulator/faults.js').FaultName} FaultName */

export { API_VERSIONS, ERRORS, startSimulator } from '../simulator/simulator.js';
