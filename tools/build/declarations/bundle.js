// The declarations that are published: one file for each entry, which contains the types that it uses from other files.
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { root } from '../../lib/files.js';

/** Rollup follows imports only: a reference to a file of global types becomes an import. @type {import('rollup').Plugin} */
const references = {
  name: 'references',
  transform: (code) => code.replace(/^\/\/\/ <reference path="(.+)\.d\.ts".*$/gm, "import './$1.js';"),
};

/** `type A = A$1;`: a type that one file re-exports from another under the same name. Editors would show `A$1`. */
const ALIAS = /^type (\w+)(\$\d+)?(<\w+>)? = \1(\$\d+)?\3;\n/m;

/** Gives each re-exported type its one name back. @param {string} text */
function mergeAliases(text) {
  for (let found = ALIAS.exec(text); found; found = ALIAS.exec(text)) {
    const [statement, name, alias = '', , original = ''] = found;
    const [from, to] = alias ? [alias, original] : [original, alias];
    text = text.replace(statement, '').replaceAll(new RegExp(`\\b${name}\\${from}\\b`, 'g'), () => name + to);
  }
  return text;
}

/** The options that are typedefs in comments, without the generics. */
const OPTIONS = /^type \w+(?:Options|Env) = \{\n.*?^\};$/gms;

/** Lets each optional member be `undefined`, also with `exactOptionalPropertyTypes`. A typedef cannot say that for all. @param {string} type */
const allowUndefined = (type) =>
  type
    .replaceAll(/^(\t\w+\?: )(.+);$/gm, (_, name, of) => `${name}${of.includes('=>') ? `(${of})` : of} | undefined;`)
    .replaceAll(/^(\t\w+\?: \{\n(?:\t\t.*\n)+\t\});$/gm, '$1 | undefined;');

const COMMENT = /^[ \t]*\/\*\*.*?\*\/\n/gms;
/** A type in a tag: braces, which may contain braces. */
const TYPE = String.raw`\s+\{(?:[^{}]|\{[^{}]*\})*\}`;

/**
 * Removes from a comment what the declaration below it repeats: types, and tags without a description.
 * @param {string} comment
 */
function trimComment(comment) {
  // tsc writes a typedef as a type, and also keeps the typedef's comment after it.
  if (comment.includes('@typedef')) return '';
  return comment
    .replaceAll(new RegExp(`@type${TYPE}\\s*`, 'g'), '')
    .replaceAll(new RegExp(`(@param|@returns)${TYPE}`, 'g'), '$1')
    .replaceAll(/import\('[^']*'\)\./g, '')
    .replaceAll(/@param \[(\w+)[^\]]*\]/g, '@param $1')
    .replaceAll(/@(?:param \w+|returns|template.*?|extends.*?) *(?=@|\n|\*\/)/g, '')
    .replaceAll(/\n\s*\* *(?=\n)/g, '')
    .replace(/\/\*\*\n\s*\* (.*)\n\s*\*\//, '/** $1 */')
    .replace(/^\s*\/\*\*\s*\*\/\n/, '');
}

/**
 * Bundles tsc's declarations. Where an entry imports another one, the import stays, so that both have the same classes.
 * @param {string[]} entries files of declarations, relative to the checkout
 * @returns {Promise<Map<string, string>>} their bundles, by file
 */
export async function bundleDeclarations(entries) {
  const files = entries.map((entry) => join(root, entry));
  const texts = files.map(async (file) => {
    const bundle = await rollup({
      input: file,
      external: (id) => id.startsWith('node:') || (id !== file && files.includes(id)),
      plugins: [references, dts({ tsconfig: join(root, 'tsconfig.build.json') })],
    });
    const { output } = await bundle.generate({ file, format: 'es' });
    return mergeAliases(output[0].code)
      .replaceAll(COMMENT, trimComment)
      .replaceAll(/\b(\w+) as \1\b/g, '$1')
      .replaceAll(/^(?: {4})+/gm, (indent) => '\t'.repeat(indent.length / 4))
      .replaceAll(/\n{2,}/g, '\n')
      .replaceAll(OPTIONS, allowUndefined);
  });
  return new Map((await Promise.all(texts)).map((text, index) => [entries[index], text]));
}
