// Tests the README's samples of the command: the step for GitHub Actions, and the output of npm start.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startSimulator } from 'document-translation-status/simulator';
import { root } from '../../tools/lib/files.js';
import { makeProject } from '../examples/project.js';
import { start } from './command.js';

const timeout = 60_000;

/** @type {import('document-translation-status/simulator').Simulator} */
let sim;
/** @type {Awaited<ReturnType<typeof makeProject>>} */
let project;
/** @type {string} */
let readme;
before(async () => {
  sim = await startSimulator({ durationMs: 300 });
  readme = await readFile(join(root, 'README.md'), 'utf8');
  project = await makeProject();
});
after(async () => {
  await sim.close();
  await project.remove();
});

/** Returns the command of the README's step, and its environment with the expressions evaluated. @param {Record<string, string>} context */
function step(context) {
  const [, yaml] = /```yaml\n(- run: .*?)```/s.exec(readme) ?? [];
  const [run, env, ...pairs] = yaml.trimEnd().split('\n');
  assert.equal(env, '  env:');
  const variables = pairs.map((pair) => {
    const [, name, expression] = /^ {4}([A-Z_]+): \$\{\{ ([\w.-]+) \}\}$/.exec(pair) ?? [];
    assert.ok(expression in context, `${pair} uses an unknown expression`);
    return [name, context[expression]];
  });
  return { run: run.replace('- run: ', ''), env: Object.fromEntries(variables) };
}

test('The step for GitHub Actions passes if a job succeeds, and fails if one of its documents fails', {
  timeout,
}, async () => {
  for (const [documents, expected, summary] of /** @type {const} */ ([
    [['Succeeded', 'Succeeded'], 0, /^Succeeded: 2 of 2 succeeded, took \d+ s$/m],
    [['Succeeded', 'Failed'], 1, /^Partial: 1 of 2 succeeded, 1 failed, took \d+ s$/m],
  ])) {
    const { id } = sim.createBatch({ documents: [...documents] });
    const { run, env } = step({
      'steps.translate.outputs.operation-location': `${sim.url}/translator/document/batches/${id}?api-version=2024-05-01`,
      'secrets.AZURE_DOCUMENT_TRANSLATION_KEY': String(sim.key),
    });
    await writeFile(join(project.folder, 'step.sh'), run);
    const argv = ['-c', 'cd "$0" && exec bash -e step.sh', project.folder];
    const { code, stdout, stderr } = await start(
      argv,
      { ...env, CI: 'true', npm_config_offline: 'true' },
      { command: 'bash' },
    );
    assert.equal(code, expected, stderr);
    assert.match(stdout, summary);
    assert.ok(!`${stdout}${stderr}`.includes(String(sim.key)));
  }
});

test('npm start prints into a pipe what the README shows, but without the bar', { timeout }, async () => {
  const [, sample] = /It ends like this:\n\n```text\n(.*?)```/s.exec(readme) ?? [];
  const { code, stdout, stderr } = await start([join(root, 'tools/start.js')], {}, { command: process.execPath });
  assert.equal(code, 0);
  assert.equal(stdout.split('\n').slice(1).join('\n'), sample.replace(/█+ /, ''));
  assert.match(stderr, /^\S+Z {2}(NotStarted|Running) +\d+ % {2}to fr/m);
});
