// What is written into Markdown: tables, code, and a part between two comments that name it.

/** @param {string[]} head @param {string[][]} rows */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** @param {string} text */
export const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

/**
 * @param {string} text
 * @param {string} name What stands in the comments before and after it.
 * @param {string} part
 */
export function replacePart(text, name, part) {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`There is no part ${name} to write.`);
  return `${text.slice(0, from)}${start}\n${part}\n\n${text.slice(to)}`;
}
