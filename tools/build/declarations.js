// Of the declarations that tsc makes, what is published: what the entries' own lead to, without what JSDoc says again of types. They are
// taken apart at the lines where tsc begins a statement, and any word may be a name: what is kept for nothing is a few bytes; what would
// be missing is found by the suite package, whose compilers read all of it.
import { dirname, join } from 'node:path/posix';

/** A type in a tag: braces, which may have braces inside. */
const TYPE = String.raw`\s+\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}`;
const TAGS = /(?=@(?:param|returns|type|template|extends|typedef|property|throws|fires)\b)/;

/** A comment without what the declaration after it says. @param {string} indent @param {string} text */
function trimComment(indent, text) {
  const parts = text.replace(/^\s*\* ?/gm, '').split(TAGS);
  // Of a typedef this is what tsc leaves, after the type that it made of it.
  if (parts.some((part) => part.startsWith('@typedef'))) return '';
  const lines = parts
    .map((part) =>
      part
        .replace(new RegExp(`^(?:@type|(@param|@returns))${TYPE}`), '$1')
        .replace(/^@param\s+\[?(\w+)(?:=[^\]]*)?\]?/, '@param $1')
        .replace(/^@(?:template|extends)\b.*|^@param \w+\s*$|^@returns\s*$/s, '')
        .replace(/import\('[^']*'\)\./g, '')
        .trim(),
    )
    .filter(Boolean)
    .flatMap((part) => part.split('\n'));
  if (lines.length < 2) return lines.map((line) => `${indent}/** ${line} */\n`).join('');
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`;
}

/** @param {string} text */
const trim = (text) =>
  text
    .replace(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4))
    .replace(/^([ \t]*)\/\*\*((?:(?!\*\/).)*)\*\/\n/gms, (_, indent, comment) => trimComment(indent, comment));

/** Where a statement begins: with its comment, if it has one. */
const START = /^(?=(?:\/\*\*(?:(?!\*\/).)*\*\/\n)(?:export|declare)|(?<!\*\/\n)(?:export|declare|import|\/\/))/ms;
const COMMENT = /\/\*\*(?:(?!\*\/).)*\*\/\n/gs;

/**
 * @param {Map<string, string>} files The text of each file of declarations, by its path.
 * @param {string[]} entries Those of them that a user's import names.
 * @returns {Map<string, string>} What is published of them.
 */
export function pruneDeclarations(files, entries) {
  const statements = [...files].flatMap(([file, text]) =>
    trim(text)
      .split(START)
      .map((statement) => {
        const code = statement.replace(COMMENT, '');
        const [, name] = /^(?:export )?(?:declare )?(?:type|class|function|const|interface) (\w+)/.exec(code) ?? [];
        return { file, text: statement, code, name };
      }),
  );
  /** @type {Set<typeof statements[number]>} */
  const kept = new Set();
  /** @type {Set<string>} */
  const words = new Set();
  const published = new Set(entries);
  for (let size = -1; size < kept.size; ) {
    size = kept.size;
    for (const statement of statements) {
      const { file, code, name } = statement;
      const isNeeded = !name || entries.includes(file) || words.has(name);
      if (kept.has(statement) || !published.has(file) || !isNeeded) continue;
      kept.add(statement);
      for (const [word] of code.slice(code.indexOf(name ?? '') + (name?.length ?? 0)).matchAll(/\w+/g)) words.add(word);
      for (const [, path] of code.matchAll(/(?:\bfrom |\bimport\(|path=)["'](\.?[^"']*?)(?:\.d)?\.[jt]s["']/g))
        published.add(join(dirname(file), `${path}.d.ts`));
    }
  }
  const textOf = (/** @type {string} */ file) =>
    statements.flatMap((statement) => (statement.file === file && kept.has(statement) ? statement.text : [])).join('');
  return new Map([...published].sort().map((file) => [file, textOf(file)]));
}
