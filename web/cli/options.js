// All words of the command's interface. The parser, --help, the man page, the completions and docs/reference.md are made from them.

export const NAME = 'document-translation-status';
export const SUMMARY = 'Shows the status of a document or a job in Azure Document Translation.';

export const LIST = 'list';
export const SIMULATE = 'simulate';
export const SHELLS = ['bash', 'zsh', 'fish'];
export const PROGRESS_MODES = ['live', 'plain', 'none'];
/** The statuses of jobs and documents. The service's other spelling, Cancelled, is accepted as well. */
export const STATUSES = ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled', 'Cancelling', 'ValidationFailed'];

export const EXIT_CODES = {
  ok: 0,
  notSucceeded: 1,
  usage: 2,
  failure: 3,
  timeout: 4,
  interrupted: 130,
  terminated: 143,
};

/** @typedef {'status' | 'list' | 'simulate'} Action Shows statuses, lists jobs, or runs the simulator. */

/** @type {Action[]} The actions that send requests to the service. */
const SERVICE_ACTIONS = ['status', 'list'];

/**
 * @typedef {object} Option
 * @property {string} name
 * @property {string} [short] The letters that stand for the option after one dash.
 * @property {'url' | 'version' | 'time' | 'since' | 'file' | 'number' | 'shell' | 'mode' | 'statuses'} [value] The kind of its value, if it has
 *   one.
 * @property {string[]} [choices] The possible values.
 * @property {[min: number, max: number]} [range] Of a number.
 * @property {Action[]} [actions] The actions that accept the option. Default: all.
 * @property {string} help
 */

/** @type {Option[]} */
export const OPTIONS = [
  { name: 'watch', short: 'w', actions: ['status'], help: 'Show each change until the document or job has ended.' },
  { name: 'json', actions: SERVICE_ACTIONS, help: 'Print JSON, as described below.' },
  { name: 'latest', actions: ['status'], help: 'Use the newest job of the resource.' },
  {
    name: 'status',
    value: 'statuses',
    actions: ['list'],
    help: 'For list: only jobs with one of these statuses, separated by commas.',
  },
  {
    name: 'since',
    value: 'since',
    actions: ['list'],
    help: 'For list: only jobs created since then: a time, like 2024-05-01 or 2024-05-01T10:00:00Z, or an age, like 2h or 7d.',
  },
  {
    name: 'top',
    value: 'number',
    range: [1, 999_999_999],
    actions: ['list'],
    help: 'For list: at most this many jobs.',
  },
  { name: 'timeout', value: 'time', help: 'Stop after this time: 30 (seconds), 500ms, 2m or 1h30m.' },
  {
    name: 'interval',
    value: 'time',
    actions: ['status'],
    help: 'The time between requests of --watch. Default: adapts to the progress.',
  },
  {
    name: 'max-outage',
    value: 'time',
    actions: ['status'],
    help: 'With --watch: give up if requests have failed for this long. Default: 10m, but 15s if there was no response yet.',
  },
  {
    name: 'fail-fast',
    actions: ['status'],
    help: 'With --watch: stop at the first document that failed, with exit code 1. The service continues the job.',
  },
  { name: 'endpoint', value: 'url', actions: SERVICE_ACTIONS, help: 'The URL of the resource or of a proxy.' },
  {
    name: 'api-version',
    value: 'version',
    actions: SERVICE_ACTIONS,
    help: 'The API version. Default: that of the URL, or 2024-05-01.',
  },
  { name: 'key-file', value: 'file', actions: SERVICE_ACTIONS, help: 'Read the key of the resource from a file.' },
  {
    name: 'token-file',
    value: 'file',
    actions: SERVICE_ACTIONS,
    help: 'Read a Bearer token from a file, like a view token of a proxy.',
  },
  {
    name: 'entra',
    actions: SERVICE_ACTIONS,
    help: 'Sign in with @azure/identity if it is installed, else with the Azure CLI.',
  },
  { name: 'no-credential', actions: SERVICE_ACTIONS, help: 'Send no credential, for a proxy that adds its own.' },
  {
    name: 'record',
    value: 'file',
    actions: SERVICE_ACTIONS,
    help: 'Write each response to a new file, without private data.',
  },
  {
    name: 'progress',
    value: 'mode',
    choices: PROGRESS_MODES,
    actions: ['status'],
    help: 'How to show progress on standard error: live redraws lines on a terminal, plain writes at most one line in 10 seconds, none writes nothing. Default: live on a terminal, else plain.',
  },
  { name: 'quiet', short: 'q', help: 'Like --progress=none.' },
  { name: 'no-color', help: 'Use no colors.' },
  {
    name: 'verbose',
    actions: SERVICE_ACTIONS,
    help: 'Print a line on standard error for each attempt of a request, with its ids, status and time.',
  },
  { name: 'debug', help: 'Print all details of an error, with secrets masked. Includes --verbose.' },
  {
    name: 'port',
    value: 'number',
    range: [0, 65535],
    actions: ['simulate'],
    help: 'For simulate: the port. Default: any free port.',
  },
  {
    name: 'documents',
    value: 'number',
    range: [1, 1000],
    actions: ['simulate'],
    help: 'For simulate: the number of documents of the job. Default: 4, which end in different ways.',
  },
  {
    name: 'duration',
    value: 'time',
    actions: ['simulate'],
    help: 'For simulate: how long the job takes from the first request on. Default: 30s.',
  },
  {
    name: 'fail',
    value: 'number',
    range: [0, 1000],
    actions: ['simulate'],
    help: 'For simulate: how many of the documents fail. The others succeed.',
  },
  {
    name: 'throttle',
    value: 'number',
    range: [1, 1_000_000],
    actions: ['simulate'],
    help: 'For simulate: respond to at most this many requests per second, and to others with 429.',
  },
  {
    name: 'completions',
    value: 'shell',
    choices: SHELLS,
    help: `Print the completions for ${SHELLS.slice(0, -1).join(', ')} or ${SHELLS.at(-1)}.`,
  },
  { name: 'help', short: 'h', help: 'Print this help.' },
  { name: 'version', short: 'vV', help: 'Print the version.' },
];

/** @type {[arguments: string, text: string][]} */
export const FORMS = [
  ['<url> …', 'Shows the document or job at this URL, as in the header Operation-Location, or several of them.'],
  ['<batch id> [<document id>]', 'Shows a document, or the whole job if there is no document id.'],
  ['--latest', 'Shows the newest job of the resource.'],
  ['-', 'Watches the URLs on standard input, one on each line. Lines that start with # are comments.'],
  [LIST, 'Lists the jobs of the resource, newest first: id, status, ended documents, creation time.'],
  [SIMULATE, 'Runs a simulator of the service on this machine, and prints the variables to set and commands to try.'],
];

/** @type {[title: string, rows: [term: string, text: string][]][]} */
export const NOTES = [
  [
    'Environment',
    [
      [
        'AZURE_DOCUMENT_TRANSLATION_KEY',
        'The key of the resource. There is no option for it, because other users of the machine can read options.',
      ],
      [
        'AZURE_DOCUMENT_TRANSLATION_ENDPOINT',
        'The URL of the resource. If it is set, a credential is sent to another host only if --endpoint names that host.',
      ],
      ['AZURE_DOCUMENT_TRANSLATION_API_VERSION', 'The API version, if neither --api-version nor the URL has one.'],
      [
        'NO_COLOR, FORCE_COLOR, TERM=dumb',
        'NO_COLOR turns colors off, FORCE_COLOR turns them on, and FORCE_COLOR=false off. With TERM=dumb, no line is redrawn.',
      ],
      [
        'HTTPS_PROXY, HTTP_PROXY, NO_PROXY',
        'The proxies for requests to https: and http: URLs, and the hosts without one. They need Node 22.21, 24.5 or later.',
      ],
      [
        'NODE_EXTRA_CA_CERTS, NODE_USE_SYSTEM_CA=1',
        'Trust the certificates in a file, or those of this machine, for example of a proxy that decrypts. NODE_USE_SYSTEM_CA needs Node 22.19, 24.6 or later.',
      ],
    ],
  ],
  [
    'JSON',
    [
      ['a document', 'One object: the status of the document.'],
      ['a job', 'One object: the status of the job. Its member documents has all documents.'],
      ['with --watch', 'One line for each change. For a job, documents has only those that changed.'],
      [LIST, 'One line for each job: its status.'],
      ['several URLs', 'One line for each change, with a member url.'],
    ],
  ],
  [
    'Exit codes',
    [
      [String(EXIT_CODES.ok), 'Success. With --watch: every document and job succeeded.'],
      [String(EXIT_CODES.notSucceeded), 'With --watch: a document or job ended, but did not succeed, or only in part.'],
      [String(EXIT_CODES.usage), 'An argument is wrong, or there is no credential.'],
      [String(EXIT_CODES.failure), 'The service or the network failed, or the command itself.'],
      [String(EXIT_CODES.timeout), 'The time limit of --timeout has passed.'],
      [String(EXIT_CODES.interrupted), 'The command was interrupted (SIGINT).'],
      [String(EXIT_CODES.terminated), 'The command was terminated (SIGTERM).'],
    ],
  ],
  [
    'Examples',
    [
      [`${NAME} "$JOB_URL" --watch --timeout 30m`, 'Waits for a job. Fails if one of its documents failed.'],
      [
        `${NAME} "$FRENCH_URL" "$GERMAN_URL" --watch --fail-fast`,
        'Waits for two jobs, or for the first document that failed.',
      ],
      [`${NAME} list --since 7d --status Failed`, 'Lists the jobs of the last 7 days that failed.'],
      [`${NAME} "$URL" --json | jq .progress`, 'Prints the progress of a document.'],
      [`source <(${NAME} --completions bash)`, 'Loads the completions into this shell.'],
    ],
  ],
];
