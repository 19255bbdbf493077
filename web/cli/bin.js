#!/usr/bin/env node
// The command: hands the process to main and sets its exit code.
import { main } from './main.js';

process.exitCode = await main(process.argv.slice(2), process);
