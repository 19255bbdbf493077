// npm test: sets up, builds, and runs suites. `npm test -- NAME …` takes names of tiers and suites; tools/test/suites.js lists them.
import { build } from './build.js';
import { runMain } from './lib/process.js';
import { startStep } from './lib/progress.js';
import { describeEnd, describeRun, formatSeconds } from './test/report.js';
import { runSuites } from './test/run-all.js';
import { checkSuites, selectSuites } from './test/suites.js';

runMain(async () => {
  checkSuites();
  const names = selectSuites(process.argv.slice(2).filter((arg) => arg !== '--yes'));
  await build();

  const started = performance.now();
  const step = startStep('Tests', process.stdout);
  /** When each running suite started. @type {Map<string, number>} */
  const running = new Map();
  let ended = 0;
  const show = () => {
    const suites = [...running].map(([name, from]) => `${name} ${formatSeconds((performance.now() - from) / 1000)}`);
    step.update(`${ended} of ${names.length} suites done, running ${suites.join(', ')}`);
  };
  const timer = setInterval(show, 1000);
  const results = await runSuites(names, {
    onStart(name) {
      running.set(name, performance.now());
      show();
    },
    onEnd(result) {
      running.delete(result.name);
      ended++;
      step.print(describeEnd(result));
    },
  }).finally(() => clearInterval(timer));
  step.done();
  console.log(`\n${describeRun(results, (performance.now() - started) / 1000)}`);
  return results.some(({ failed }) => failed) ? 1 : 0;
});
