// The scripts of dist/: bundles the files of web/ that are loaded together, minifies all of them, and writes the elements as one file for a
// script tag.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { listFiles, root } from '../lib/files.js';

/**
 * The bundles of dist/: each file of dist/, and the folders and files of web/ that it contains. They are bundled because they are loaded
 * together, and each loaded file adds to a process's start time. If several names match a file, the longest one counts.
 * @type {Record<string, string[]>}
 */
const BUNDLES = {
  'client/client.js': ['client/', 'module/'],
  'watch/jobs.js': ['watch/', 'client/lists.js', 'client/operation-location.js', 'module/generated/document-errors.js'],
  'cli/main.js': ['cli/'],
  'cli/list.js': ['cli/list.js', 'cli/output/jobs-table.js'],
  'cli/recording/recorder.js': ['cli/recording/'],
  'element/status-element.js': ['element/', 'content/'],
  'simulator/simulator.js': ['simulator/'],
};

/** Files that stay apart: loaded without the rest of their folder, or only when they are needed. */
const APART = [
  'client/options.js',
  'client/terminal.js',
  'module/errors.js',
  'module/generated/embedded.js',
  'module/generated/embedded-status.js',
  'module/generated/tables.js',
  'cli/bin.js',
  'cli/completions.js',
  'cli/entra.js',
  'cli/help.js',
  'cli/simulate.js',
];

/** The file of dist/ that contains a file of web/. @param {string} file */
function bundleOf(file) {
  if (APART.includes(file)) return file;
  const names = Object.entries(BUNDLES).flatMap(([bundle, parts]) => parts.map((part) => ({ bundle, part })));
  const [longest] = names.filter(({ part }) => file.startsWith(part)).sort((a, b) => b.part.length - a.part.length);
  return longest?.bundle ?? file;
}

/**
 * Each file of web/ that is part of a bundle, and the bundle. Call it after the generated files are written.
 * @returns {Map<string, string>}
 */
export const listBundledFiles = () =>
  new Map(
    listFiles('web')
      .filter((path) => path.endsWith('.js'))
      .map((path) => relative('web', path))
      .flatMap((file) => (bundleOf(file) === file ? [] : [[file, bundleOf(file)]])),
  );
const JOSE = '// Contains parts of jose, for view tokens; its licence is in THIRD_PARTY_NOTICES.txt.';
const dist = join(root, 'dist');
const MINIFIED = /** @type {const} */ ({
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  minifyWhitespace: true,
  minifySyntax: true,
  minifyIdentifiers: true,
});

/**
 * Bundles and minifies the copy of web/ in dist/. Users find the comments in the declarations. jose is bundled into the file that signs and
 * verifies view tokens, so that the package has no dependency.
 */
export async function finishScripts() {
  const { build: bundle, transform } = await import('esbuild');
  const bundled = listBundledFiles();
  /** @param {string} file the bundle @returns {import('esbuild').Plugin} */
  const folding = (file) => ({
    name: 'folding',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const name = relative(dist, join(resolveDir, path));
        if (name.startsWith('..')) return undefined;
        const owner = bundled.get(name) ?? name;
        if (owner === file) return { path: join(dist, name) };
        return { path: relative(dirname(file), owner).replace(/^(?!\.)/, './'), external: true };
      });
      onLoad({ filter: /\/style\.js$/ }, async ({ path }) => {
        const [before, css, after] = readFileSync(path, 'utf8').split('`');
        const { code } = await transform(css.replaceAll('\\\\', '\\'), { loader: 'css', minify: true });
        return { contents: before + JSON.stringify(code.trim()) + after };
      });
    },
  });
  const files = listFiles('dist').flatMap((path) =>
    path.endsWith('.js') && !path.includes('/embedded') ? [relative('dist', path)] : [],
  );
  /** Files that a file outside their bundle imports. */
  const shared = new Set(
    files.flatMap((file) =>
      [...readFileSync(join(dist, file), 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)]
        .map(([, specifier]) => join(dirname(file), specifier))
        .filter((target) => bundleOf(target) !== bundleOf(file)),
    ),
  );
  const options = /** @type {const} */ ({ ...MINIFIED, legalComments: 'none', lineLimit: 120 });
  /** @param {string} file */
  const finished = async (file) => {
    // Not bundled: esbuild would declare the constants as variables, which users' bundlers do not inline.
    if (file === 'module/generated/tables.js')
      return (await transform(readFileSync(join(dist, file), 'utf8'), options)).code;
    const parts = [...bundled.keys()].filter((part) => bundled.get(part) === file);
    const exported = [file, ...parts.filter((part) => shared.has(part))];
    const contents = exported.map((name) => `export * from './${name}';`).join('\n');
    const { outputFiles = [] } = await bundle({
      ...options,
      ...(parts.length ? { stdin: { contents, resolveDir: dist } } : { entryPoints: [join(dist, file)] }),
      bundle: true,
      write: false,
      // Only readable code keeps the comments that mark a call as pure.
      minifyWhitespace: !file.startsWith('entries/'),
      // Stack traces show the name of the error class.
      minifyIdentifiers: file !== 'module/errors.js',
      external: ['node:*'],
      plugins: [folding(file)],
      banner: file === 'proxy/token.js' ? { js: JOSE } : {},
    });
    return outputFiles[0].text;
  };
  const texts = await Promise.all(files.map((file) => (bundled.has(file) ? undefined : finished(file))));
  for (const [index, file] of files.entries()) {
    const text = texts[index];
    if (text === undefined) rmSync(join(dist, file));
    else writeFileSync(join(dist, file), text);
  }
}

/** Writes the elements and all their imports as one file, for a script tag. */
export async function bundleElements() {
  const { build: bundle } = await import('esbuild');
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await bundle({
    ...MINIFIED,
    absWorkingDir: root,
    entryPoints: ['dist/entries/define.js'],
    outfile: 'dist/element/standalone.js',
    bundle: true,
    banner: {
      js: `/*! document-translation-status ${version}, ${license}; what it contains: ../THIRD_PARTY_NOTICES.txt */`,
    },
    logLevel: 'error',
  });
}
