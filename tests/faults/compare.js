// npm run faults: the whole matrix put to this client, to plain fetch and to Azure's own client, side by side: what became of each fault,
// how many requests were sent, how long it took, and how many listeners and timers of this client were left.
import { build } from '../../tools/build.js';
import { runMain } from '../../tools/lib/process.js';
import { installPackages } from '../hosts/install.js';
import { newerNode } from '../official/node.js';
import { runChild } from './child.js';
import { openStage } from './stage.js';
import { summarize, table } from './table.js';

/** Characters of an outcome; a service's code may be of any length. */
const LONGEST = 50;
const FINE = ['value', 'error', 'aborted'];
const BAD = ['wrong value', 'hangs', 'throws what is no error', 'tells a secret', 'sends the credential elsewhere'];

/** @param {string} contender @returns {Promise<{ outcomes: string[], cells: string[], names: string[], summary: string[] }>} the result of each fault; `cells` with its requests and its time */
async function play(contender) {
  const stage = await openStage();
  try {
    const node = contender === 'official' ? newerNode() : process.execPath;
    const program = contender === 'ours' ? ['node.js'] : ['others.js', contender];
    const { output } = await runChild(stage, program, node, 400_000);
    const report = JSON.parse(output);
    const betrayed = stage.betrayed();
    /** @type {string[]} */
    const outcomes = stage.acts.map(({ fault }, index) => {
      if (betrayed.has(index)) return 'sends the credential elsewhere';
      const outcome = contender === 'ours' ? judged(report.findings[index]) : report[index].outcome;
      return outcome === 'value' && !fault.expect.includes('value') ? 'wrong value' : outcome;
    });
    const cells = stage.acts.map(({ server }, index) => {
      const { ms, listeners = 0, timers = 0 } = contender === 'ours' ? report.findings[index] : report[index];
      const left = contender === 'ours' ? `, ${listeners + timers} left` : '';
      return `${outcomes[index].slice(0, LONGEST)}, ${server?.requests.length ?? 0} sent, ${ms} ms${left}`;
    });
    const summary = contender === 'ours' ? summarize(stage.acts, report.findings, 'in Node') : [];
    return { outcomes, cells, summary, names: stage.acts.map(({ fault }) => `${fault.group}: ${fault.name}`) };
  } finally {
    await stage.close();
  }
}

/** @param {import('./probe.js').Finding} finding */
function judged({ outcome, told }) {
  if (told.length) return 'tells a secret';
  return /^a wrong value/.test(outcome) ? 'wrong value' : outcome;
}

runMain(async () => {
  await build();
  await installPackages(new URL('../official/', import.meta.url));
  const contenders = ['ours', 'fetch', 'official'];
  const heads = ['this client', 'plain fetch', '@azure/ai-translation-document'];
  /** @type {Awaited<ReturnType<typeof play>>[]} */
  const plays = [];
  for (const contender of contenders) plays.push(await play(contender));
  const [{ names }] = plays;
  const rows = names.map((name, index) => [name, ...plays.map(({ cells }) => cells[index])]);
  for (const line of table([['fault', ...heads], ...rows])) console.log(line);
  console.log();
  for (const line of plays[0].summary) console.log(line);
  console.log();
  // Where one of the others does what must not be: for the page on reliability.
  const groups = [...new Set(names.map((name) => name.split(': ')[0]))];
  const of = (/** @type {string} */ group, /** @type {string[]} */ outcomes) =>
    outcomes.filter((outcome, index) => names[index].startsWith(`${group}: `) && BAD.includes(outcome)).length;
  const perGroup = groups.map((group) => [
    group,
    String(names.filter((name) => name.startsWith(`${group}: `)).length),
    ...plays.map(({ outcomes }) => String(of(group, outcomes))),
  ]);
  for (const line of table([['faults', 'count', ...heads.map((head) => `${head}, wrong`)], ...perGroup]))
    console.log(line);
  console.log();
  const counts = BAD.map((bad) => [
    bad,
    ...plays.map(({ outcomes }) => String(outcomes.filter((outcome) => outcome === bad).length)),
  ]);
  const right = plays.map(({ outcomes }) => outcomes.filter((one) => FINE.includes(one) || one.includes('/')).length);
  const last = ['a right value, or an error that says what is wrong', ...right.map(String)];
  for (const line of table([[`of ${names.length} faults`, ...heads], last, ...counts])) console.log(line);
  return plays[0].outcomes.some((outcome) => BAD.includes(outcome)) ? 1 : 0;
});
