// emsdk, Emscripten's own installer, for machines without the private Debian: finds what people have installed, and installs it.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { run } from '../lib/process.js';
import { inStep } from '../lib/progress.js';

/** Where emsdk is installed. */
const home = () => join(homedir(), 'emsdk');

/** The commands that install it, in order. @returns {string[][]} */
const commands = () => [
  ['git', 'clone', '--depth=1', 'https://github.com/emscripten-core/emsdk', home()],
  [join(home(), 'emsdk'), 'install', 'latest'],
  [join(home(), 'emsdk'), 'activate', 'latest'],
];

/** One line for a shell that installs it. */
export const installCommand = () =>
  commands()
    .map((command) => command.join(' '))
    .join(' && ');

/** The folders besides PATH in which emcc usually is: those of emsdk, and Homebrew's. */
export const usualFolders = () =>
  [
    ...[process.env.EMSDK, home()].flatMap((emsdk) => (emsdk ? [join(emsdk, 'upstream/emscripten')] : [])),
    ...['/opt/homebrew/bin', '/usr/local/bin', '/home/linuxbrew/.linuxbrew/bin'],
  ].filter((folder) => existsSync(join(folder, 'emcc')));

/** Adds a folder to this process's PATH, before the others. @param {string} folder */
export const addToPath = (folder) => {
  process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
};

/** Installs the latest version in the home folder. */
export async function installEmsdk() {
  await inStep(`Installing Emscripten in ${home()} (about 1.5 GB, once)`, async (step) => {
    for (const [program, ...args] of commands()) {
      if (program === 'git' && existsSync(home())) continue;
      await run(program, args, { timeoutMs: 1_200_000, what: 'Installing Emscripten', onLine: step.update });
    }
  });
}
