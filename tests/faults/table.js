// Formats findings as tables of text.

/** @param {string[][]} rows the first row is the header */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(rows[0]), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.slice(1).map(line)];
}

/**
 * A row for each group of faults.
 * @param {import('./runs.js').Run[]} runs
 * @param {import('./probe.js').Finding[]} findings
 */
export function summarize(runs, findings) {
  const groups = [...new Set(runs.map(({ fault }) => fault.group))];
  const rows = groups.map((group) => {
    const indices = runs.flatMap(({ fault }, index) => (fault.group === group ? [index] : []));
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const index of indices) {
      const kind = findings[index].outcome.split('/')[0];
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const outcomes = [...counts].sort((a, b) => b[1] - a[1]).map(([kind, count]) => `${kind} ${count}`);
    const requests = indices.reduce((sum, index) => sum + (runs[index].server?.requests.length ?? 0), 0);
    const left = indices.reduce((sum, index) => sum + findings[index].listeners + findings[index].timers, 0);
    const slowest = Math.max(...indices.map((index) => findings[index].ms));
    return [group, String(indices.length), outcomes.join(', '), String(requests), `${slowest} ms`, String(left)];
  });
  return table([['faults in Node', 'count', 'results', 'requests', 'slowest', 'left open'], ...rows]);
}
