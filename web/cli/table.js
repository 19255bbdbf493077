// Every word of the command's interface: what parsing, --help, the man page, the completions and the reference are made of.

export const NAME = 'document-translation-status';
export const SUMMARY = 'Tells how a document, or a whole job, is doing in Azure Document Translation.';

/**
 * @typedef {object} Option
 * @property {string} name
 * @property {string} [short]
 * @property {'url' | 'version' | 'time' | 'since' | 'file' | 'number' | 'shell' | 'statuses'} [value] What it takes, if anything.
 * @property {[least: number, most: number]} [range] Of a number.
 * @property {Action[]} [of] The actions that it is an option of. Default: all of them.
 * @property {string} help
 */

export const SIMULATE = 'simulate';
export const LIST = 'list';
export const SHELLS = ['bash', 'zsh', 'fish'];
/** What a job or a document can have as its status; the service's other spelling, Cancelled, is taken as well. */
export const STATUSES = ['NotStarted', 'Running', 'Succeeded', 'Failed', 'Canceled', 'Cancelling', 'ValidationFailed'];

/** @typedef {'status' | 'list' | 'simulate'} Action What the command does: it tells a status, lists the jobs, or runs the simulator. */

/** @type {Action[]} The actions that ask the service. */
const ASKING = ['status', 'list'];

/** @type {Option[]} */
export const OPTIONS = [
  { name: 'watch', short: 'w', of: ['status'], help: 'Follow it until it has ended.' },
  { name: 'json', of: ASKING, help: 'Write JSON: see below.' },
  { name: 'latest', of: ['status'], help: "Take the resource's newest job." },
  {
    name: 'status',
    value: 'statuses',
    of: ['list'],
    help: 'For list: only jobs with one of these statuses, separated by commas.',
  },
  {
    name: 'since',
    value: 'since',
    of: ['list'],
    help: 'For list: only jobs created since then: 2024-05-01, 2024-05-01T10:00:00Z, or 2h or 7d ago.',
  },
  { name: 'top', value: 'number', range: [1, 999_999_999], of: ['list'], help: 'For list: at most so many jobs.' },
  { name: 'timeout', value: 'time', help: 'Give up after so long: seconds, or 500ms, 2m, 1h.' },
  { name: 'interval', value: 'time', of: ['status'], help: 'Ask this often. Default: as the document moves.' },
  { name: 'endpoint', value: 'url', of: ASKING, help: "The resource's URL, or a proxy's." },
  { name: 'api-version', value: 'version', of: ASKING, help: "Default: the URL's, or 2024-05-01." },
  { name: 'key-file', value: 'file', of: ASKING, help: "A file with the resource's key." },
  { name: 'token-file', value: 'file', of: ASKING, help: "A file with a Bearer token: a proxy's view token." },
  {
    name: 'entra',
    of: ASKING,
    help: 'Sign in by @azure/identity where it is installed, else by the Azure CLI.',
  },
  { name: 'no-credential', of: ASKING, help: 'Send none, for a proxy that adds its own.' },
  {
    name: 'record',
    value: 'file',
    of: ASKING,
    help: 'Write every response to a new file, without names, keys and texts.',
  },
  { name: 'quiet', short: 'q', help: 'No progress on standard error.' },
  { name: 'no-color', help: 'No colors.' },
  { name: 'debug', help: 'Say all about an error, with secrets masked.' },
  { name: 'port', value: 'number', range: [0, 65535], of: ['simulate'], help: 'For simulate. Default: any free one.' },
  {
    name: 'completions',
    value: 'shell',
    help: `Write completions for ${SHELLS.slice(0, -1).join(', ')} or ${SHELLS.at(-1)}.`,
  },
  { name: 'help', short: 'h', help: 'Show this.' },
  { name: 'version', help: 'Show the version.' },
];

/** @type {[arguments: string, text: string][]} */
export const FORMS = [
  ['<url>', "A document's URL, or a job's, as in Operation-Location."],
  ['<batch id> [<document id>]', 'Without a document id: the whole job.'],
  ['--latest', 'The newest job of the resource.'],
  ['-', 'Watches the URLs of standard input, one a line; # begins a comment.'],
  [LIST, 'The jobs of the resource, newest first: id, status, documents that ended, creation time.'],
  [SIMULATE, 'The service on loopback, to try things; prints what to export.'],
];

export const [OK, ENDED_OTHERWISE, USAGE, SERVICE, TIMED_OUT, INTERRUPTED, TERMINATED] = [0, 1, 2, 3, 4, 130, 143];

/** @type {[title: string, rows: [term: string, text: string][]][]} */
export const NOTES = [
  [
    'Environment',
    [
      ['AZURE_DOCUMENT_TRANSLATION_KEY', "The resource's key. No option takes it, since others can read those."],
      [
        'AZURE_DOCUMENT_TRANSLATION_ENDPOINT',
        "The resource's URL. Where it is set, no credential is sent to another host, unless --endpoint names that.",
      ],
      ['AZURE_DOCUMENT_TRANSLATION_API_VERSION', 'The version, where neither --api-version nor the URL has one.'],
      ['NO_COLOR, FORCE_COLOR, TERM=dumb', 'As everywhere. With TERM=dumb nothing is redrawn.'],
      ['NODE_USE_ENV_PROXY=1', "Node's own switch (22.21, 24 and later): HTTPS_PROXY, HTTP_PROXY and NO_PROXY count."],
    ],
  ],
  [
    'JSON',
    [
      ['a document', 'One object with the members of its status.'],
      ['a job', "One object: the job's status, with documents, all of them."],
      ['with --watch', 'One such line for each change; a job has in documents only those that changed.'],
      [LIST, 'One line for each job: its status.'],
      ['of standard input', 'The same lines, each with the url that it is about.'],
    ],
  ],
  [
    'Exit codes',
    [
      [String(OK), 'It was read; with --watch: it, or every one, succeeded.'],
      [String(ENDED_OTHERWISE), 'With --watch: it, or one of them, ended otherwise.'],
      [String(USAGE), 'The command was called wrongly, or has no credential.'],
      [String(SERVICE), 'The service or the network failed, or the command itself.'],
      [String(TIMED_OUT), 'The time of --timeout was up.'],
      [String(INTERRUPTED), `It was interrupted; ${TERMINATED} when it was terminated.`],
    ],
  ],
  [
    'Examples',
    [
      [`${NAME} "$JOB_URL" --watch --timeout 30m`, 'Waits for a job, and fails when a document of it did.'],
      [`${NAME} list --since 7d --status Failed`, 'The jobs of this week that failed.'],
      [`${NAME} "$URL" --json | jq .progress`, 'How far a document is.'],
      [`source <(${NAME} --completions bash)`, 'Completions, for this shell.'],
    ],
  ],
];
