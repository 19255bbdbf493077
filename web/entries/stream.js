// The entry `document-translation-status/stream`. Importing it loads the event stream before a watch first needs it.
export { DocumentStream } from '../watch/event-stream.js';
