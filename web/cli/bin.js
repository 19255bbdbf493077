#!/usr/bin/env node
// The executable: passes the process to main, and exits with its code.
import { main } from './main.js';

const code = await main(process.argv.slice(2), process);
// Exits once the output is flushed: a pending sign-in or an open standard input would keep the process alive.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
