// Draws docs/images/command.svg for npm run screenshots: the screen of the command while it follows a job in a pseudo-terminal. The text
// stays text, and the colours follow the scheme of the page.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startSimulator } from '../../dist/entries/simulator.js';
import { installPackages } from '../../tests/hosts/install.js';
import { openTerminal } from '../../tests/cli/terminal/terminal.js';
import { root } from '../lib/files.js';

const COLUMNS = 64;
const CELL = { width: 8.4, height: 19 };
const MARGIN = 16;
/** The CSS class of each SGR color. */
const CLASSES = new Map([
  [1, 'red'],
  [2, 'green'],
  [3, 'yellow'],
  [4, 'blue'],
  [6, 'cyan'],
  [8, 'gray'],
]);

/** The documents of the job; `part` is how much of the simulated duration has passed. */
const DOCUMENTS = /** @type {const} */ ([
  { name: 'annual-report.docx', to: 'fr', scenario: 'Running', part: 0.425 },
  { name: 'terms-of-service.html', to: 'de', scenario: 'Succeeded', part: 2 },
  { name: 'contract.docx', to: 'ja', scenario: 'Running', part: 0.875 },
  { name: 'scanned-pages.pdf', to: 'fr', scenario: 'Failed', part: 2 },
  { name: 'minutes.docx', to: 'es', scenario: 'NotStarted', part: 0.5 },
]);
const DURATION_MS = 600_000;

await installPackages(new URL('../../tests/cli/terminal/', import.meta.url));
const sim = await startSimulator({ durationMs: DURATION_MS });
const batch = sim.createBatch({
  createdAt: Date.now() - 0.425 * DURATION_MS,
  documents: DOCUMENTS.map(({ name, to, scenario, part }) => ({
    to,
    scenario,
    createdAt: Date.now() - part * DURATION_MS,
    sourcePath: `https://contracts.blob.core.windows.net/source/${name}`,
  })),
});
const jobUrl = `${sim.url}/translator/document/batches/${batch.id}?api-version=2024-05-01`;
const terminal = await openTerminal([join(root, 'dist/cli/bin.js'), jobUrl, '--watch'], {
  columns: COLUMNS,
  rows: 16,
  env: { AZURE_DOCUMENT_TRANSLATION_ENDPOINT: sim.url, AZURE_DOCUMENT_TRANSLATION_KEY: String(sim.key) },
});

/** @param {string} text */
const escapeXml = (text) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** Splits a row into runs of one color. @param {string} text @param {number} row */
function runsOf(text, row) {
  /** @type {{ color: number, text: string }[]} */
  const runs = [];
  for (const [column, character] of [...text].entries()) {
    const color = terminal.colorAt(row, column);
    const last = runs.at(-1);
    if (last && last.color === color) last.text += character;
    else runs.push({ color, text: character });
  }
  return runs;
}

try {
  await terminal.until((lines) => lines.some((line) => /^\S+.* 5\b/.test(line)));
  const lines = terminal.screen();
  const prompt = `$ npx document-translation-status "$JOB_URL" --watch`;
  const rows = lines.map((text, row) =>
    runsOf(text, row)
      .map(
        ({ color, text: run }) =>
          `<tspan${CLASSES.has(color) ? ` class="${CLASSES.get(color)}"` : ''}>${escapeXml(run)}</tspan>`,
      )
      .join(''),
  );
  const width = COLUMNS * CELL.width + 2 * MARGIN;
  const height = (rows.length + 1.5) * CELL.height + 2 * MARGIN;
  const texts = [`<tspan class="gray">${escapeXml(prompt)}</tspan>`, ...rows].map((row, index) => {
    const y = MARGIN + (index + (index && 0.5) + 0.75) * CELL.height;
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${row}</text>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<style>
rect { fill: #f6f8fa; stroke: #d0d7de } text { font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328 }
.red { fill: #c0262d } .green { fill: #1a7f37 } .yellow { fill: #8a5a00 } .blue, .cyan { fill: #0a58ca } .gray { fill: #59636e }
@media (prefers-color-scheme: dark) {
rect { fill: #0d1117; stroke: #30363d } text { fill: #e6edf3 }
.red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 } .blue, .cyan { fill: #79c0ff } .gray { fill: #9198a1 }
}
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>
${texts.join('\n')}
</svg>
`;
  mkdirSync(join(root, 'docs/images'), { recursive: true });
  writeFileSync(join(root, 'docs/images/command.svg'), svg);
  console.log(lines.join('\n'));
} finally {
  terminal.close();
  await sim.close();
}
