#!/usr/bin/env node
// The command: hands the process to main, and ends with its exit code.
import { main } from './main.js';

const code = await main(process.argv.slice(2), process);
// What still waits, like a sign-in or standard input, doesn't hold the end up.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
