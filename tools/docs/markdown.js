// Writes Markdown: tables, inline code, and the text between two comments that name it.

/** @param {string[]} head @param {string[][]} rows */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** @param {string} text */
export const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

/**
 * Replaces the text between the comments <!-- name --> and <!-- /name -->.
 * @param {string} text
 * @param {string} name
 * @param {string} part the new text
 */
export function replacePart(text, name, part) {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The page has no comments <!-- ${name} --> and <!-- /${name} -->.`);
  return `${text.slice(0, from)}${start}\n${part}\n\n${text.slice(to)}`;
}
