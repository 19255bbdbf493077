// The wrong outcomes that `npm run faults` counts for each client.

export const OUTCOMES = {
  wrongValue: 'wrong value',
  hangs: 'no result within 2 seconds',
  notAnError: 'rejects with something that is not an error',
  secret: 'a secret in an error',
  credentialSent: 'credential sent to another host',
};
