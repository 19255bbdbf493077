// npm run faults: runs all faults with this client, with plain fetch and with Azure's own client. Prints for each fault the outcome, the number of
// requests and the time, and for this client the number of listeners and timers that were left.
import { build } from '../../tools/build.js';
import { runMain } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { newerNode } from '../official/node.js';
import { runChild } from './child.js';
import { OUTCOMES } from './outcomes.js';
import { startRuns } from './runs.js';
import { table } from './table.js';

/** Outcomes are cut to this length, because the service's code in them may be of any length. */
const MAX_OUTCOME_LENGTH = 50;
const CORRECT = ['value', 'error', 'aborted'];
const WRONG = Object.values(OUTCOMES);

/** @param {string} client @returns {Promise<{ outcomes: string[], cells: string[], names: string[] }>} the outcome of each fault; `cells` also with its requests and time */
async function runAll(client) {
  const started = await startRuns();
  try {
    const node = client === 'official' ? newerNode() : process.execPath;
    const program = client === 'ours' ? ['node.js'] : ['others.js', client];
    const { output } = await runChild(started, program, node, 400_000);
    const report = JSON.parse(output);
    const leaks = started.faultsWithLeakedCredential();
    /** @type {string[]} */
    const outcomes = started.runs.map(({ fault }, index) => {
      if (leaks.has(index)) return OUTCOMES.credentialSent;
      const outcome = client === 'ours' ? outcomeOf(report.findings[index]) : report[index].outcome;
      return outcome === 'value' && !fault.expect.includes('value') ? OUTCOMES.wrongValue : outcome;
    });
    const cells = started.runs.map(({ server }, index) => {
      const { ms, listeners = 0, timers = 0 } = client === 'ours' ? report.findings[index] : report[index];
      const left = client === 'ours' ? `, ${listeners + timers} left` : '';
      return `${outcomes[index].slice(0, MAX_OUTCOME_LENGTH)}, ${server?.requests.length ?? 0} sent, ${ms} ms${left}`;
    });
    return { outcomes, cells, names: started.runs.map(({ fault }) => `${fault.group}: ${fault.name}`) };
  } finally {
    await started.close();
  }
}

/** @param {import('./probe.js').Finding} finding */
function outcomeOf({ outcome, leaked }) {
  if (leaked.length) return OUTCOMES.secret;
  return /^a wrong value/.test(outcome) ? OUTCOMES.wrongValue : outcome;
}

runMain(async () => {
  await build();
  await installPackages(new URL('../official/', import.meta.url));
  const clients = ['ours', 'fetch', 'official'];
  const heads = ['this client', 'plain fetch', '@azure/ai-translation-document'];
  /** @type {Awaited<ReturnType<typeof runAll>>[]} */
  const results = [];
  for (const client of clients) results.push(await runAll(client));
  const [{ names }] = results;
  const rows = names.map((name, index) => [name, ...results.map(({ cells }) => cells[index])]);
  for (const line of table([['fault', ...heads], ...rows])) console.log(line);
  console.log();
  const groups = [...new Set(names.map((name) => name.split(': ')[0]))];
  const countWrong = (/** @type {string} */ group, /** @type {string[]} */ outcomes) =>
    outcomes.filter((outcome, index) => names[index].startsWith(`${group}: `) && WRONG.includes(outcome)).length;
  const perGroup = groups.map((group) => [
    group,
    String(names.filter((name) => name.startsWith(`${group}: `)).length),
    ...results.map(({ outcomes }) => String(countWrong(group, outcomes))),
  ]);
  for (const line of table([['faults', 'count', ...heads.map((head) => `${head}, wrong`)], ...perGroup]))
    console.log(line);
  console.log();
  const counts = WRONG.map((wrong) => [
    wrong,
    ...results.map(({ outcomes }) => String(outcomes.filter((outcome) => outcome === wrong).length)),
  ]);
  const correct = results.map(
    ({ outcomes }) => outcomes.filter((one) => CORRECT.includes(one) || one.includes('/')).length,
  );
  const first = ['correct value, or an error that states the fault', ...correct.map(String)];
  for (const line of table([[`of ${names.length} faults`, ...heads], first, ...counts])) console.log(line);
  return results[0].outcomes.some((outcome) => WRONG.includes(outcome)) ? 1 : 0;
});
