// The errors that the command itself throws.

/** The command was called with wrong or missing arguments, or without a usable credential. */
export class UsageError extends Error {}

/** Ends the command with an exit code and a message. It is thrown, or it is the reason of the command's abort signal. */
export class EarlyExit extends Error {
  /** @param {number} code The exit code. @param {string} [message] */
  constructor(code, message = '') {
    super(message);
    this.code = code;
  }
}
