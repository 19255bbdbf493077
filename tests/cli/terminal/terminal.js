// Runs a program on a pseudo-terminal, and interprets its output with a terminal emulator, so that tests can read the screen. The
// pseudo-terminal is that of script(1) from util-linux, which every Debian has.
import { execFile, spawn } from 'node:child_process';
import { EventEmitter, on } from 'node:events';
import { watch } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const LIMIT_MS = 20_000;

/** @param {string} word */
const quote = (word) => `'${word.replaceAll("'", `'\\''`)}'`;

/**
 * @param {string[]} command
 * @param {{ columns: number, rows: number, env: Record<string, string | undefined>, cwd?: string, limitMs?: number }} options
 */
export async function openTerminal(command, { columns, rows, env, cwd, limitMs = LIMIT_MS }) {
  const { Terminal } = createRequire(import.meta.url)('@xterm/headless');
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  const folder = await mkdtemp(join(tmpdir(), 'terminal-'));
  const line = `tty > ${folder}/tty; stty rows ${rows} cols ${columns}; echo $$ > ${folder}/pid; exec ${command.map(quote).join(' ')}`;
  const files = watch(folder);
  const { PATH, HOME } = process.env;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    env: { PATH, HOME, SHELL: '/bin/sh', TERM: 'xterm-256color', ...env },
    cwd,
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  const changes = new EventEmitter();
  let raw = '';
  let wasHidden = false;
  child.stdout.on('data', (chunk) => {
    raw += chunk;
    terminal.write(chunk, () => {
      wasHidden ||= terminal._core.coreService.isCursorHidden;
      changes.emit('change');
    });
  });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(timer);
      terminal.write('', () => {
        changes.emit('change');
        rm(folder, { recursive: true }).then(() => resolve(code ?? -1));
      });
    });
  });
  // Before the shell has the terminal, no process would get the signal of Ctrl-C. The shell writes its files when it has it.
  const started = new Promise((resolve) => files.on('change', (_, name) => name === 'pid' && resolve(undefined)));
  await Promise.race([started, ended]);
  files.close();
  const buffer = () => terminal.buffer.active;
  const lineAt = (/** @type {number} */ at) => buffer().getLine(at)?.translateToString(true) ?? '';

  return {
    ended,

    /** Returns all output. */
    raw: () => raw,

    /** Returns the rows of the window, without empty rows at the end. */
    screen() {
      const lines = Array.from({ length: terminal.rows }, (_, row) => lineAt(buffer().viewportY + row));
      return lines.slice(0, lines.findLastIndex((text) => text !== '') + 1);
    },

    /** Returns how many rows were scrolled out of the window. */
    scrolled: () => buffer().baseY,

    cursor: () => ({ row: buffer().cursorY, column: buffer().cursorX }),
    wasCursorHidden: () => wasHidden,

    /** Returns the SGR color of a cell, or -1. @param {number} row @param {number} column */
    colorAt: (row, column) =>
      buffer()
        .getLine(buffer().viewportY + row)
        ?.getCell(column)
        ?.getFgColor() ?? -1,

    /** Waits until a condition holds. @param {(screen: string[]) => unknown} condition */
    async until(condition) {
      const signal = AbortSignal.timeout(limitMs);
      try {
        if (condition(this.screen())) return;
        for await (const _ of on(changes, 'change', { signal })) if (condition(this.screen())) return;
      } catch {
        throw new Error(`The condition never held. The screen is\n${this.screen().join('\n')}`);
      }
    },

    /** @param {number} newColumns @param {number} newRows */
    async resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      const tty = (await readFile(join(folder, 'tty'), 'utf8')).trim();
      await run('stty', ['-F', tty, 'rows', String(newRows), 'cols', String(newColumns)]);
    },

    /** @param {string} keys */
    press: (keys) => child.stdin.write(keys),

    /** Writes to the terminal as another program. @param {string} text */
    write: (text) => terminal.write(text, () => changes.emit('change')),

    close: () => child.kill('SIGKILL'),

    /** @param {NodeJS.Signals} signal */
    async kill(signal) {
      process.kill(Number(await readFile(join(folder, 'pid'), 'utf8')), signal);
    },
  };
}
