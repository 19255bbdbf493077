// npm start: sets up, builds, and runs the command. Without arguments, endpoint and key it starts the simulator and follows one of its
// documents to the end.
import { build } from './build.js';
import { runMain } from './lib/process.js';

const SIMULATED_MS = 6000;

async function start() {
  const { main } = await import('../dist/cli/main.js');
  const argv = process.argv.slice(2).filter((arg) => arg !== '--yes');
  const { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: endpoint, AZURE_DOCUMENT_TRANSLATION_KEY: key } = process.env;
  if (argv.length > 0 || (endpoint && key)) return main(argv, process);
  const { startSimulator } = await import('../dist/entries/simulator.js');
  const simulator = await startSimulator({ durationMs: SIMULATED_MS });
  console.log(`Following a document of the embedded simulator at ${simulator.url}`);
  const env = {
    ...process.env,
    AZURE_DOCUMENT_TRANSLATION_ENDPOINT: simulator.url,
    AZURE_DOCUMENT_TRANSLATION_KEY: simulator.key ?? '',
    AZURE_DOCUMENT_TRANSLATION_API_VERSION: '',
  };
  const { stdin, stdout, stderr } = process;
  const io = { stdin, stdout, stderr, env, on: process.on.bind(process), off: process.off.bind(process) };
  try {
    return await main([simulator.batchId, simulator.documents[0].id, '--watch', '--interval', '250ms'], io);
  } finally {
    await simulator.close();
  }
}

await runMain(build);
// Outside of runMain, because the command handles signals itself.
if (!process.exitCode) process.exitCode = await start();
