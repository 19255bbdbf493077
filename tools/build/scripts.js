// dist/'s scripts: which of web/'s files are published as one, how they are minified, and the elements as one file for a script tag.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { listFiles, root } from '../lib/files.js';

/** What is loaded together becomes one file, since a process's start takes time for each: by the file that it goes into. */
const PARTS = {
  'client/client.js':
    'client/abort client/credential module/instance module/loader module/platform module/policy module/record',
  'watch/jobs.js': 'client/lists client/operation-location watch/shared-poll watch/sleep watch/topics watch/watch',
  'cli/main.js':
    'cli/builtin cli/client cli/credentials cli/duration cli/explain cli/http cli/mask cli/options cli/report cli/screen cli/table cli/targets cli/text cli/view',
  'element/status-element.js':
    'element/clients element/clock element/dom element/element element/format element/frame element/job element/list element/style element/words',
};
/** The files of web/ that aren't there in dist/, and the ones that they went into. @type {Map<string, string>} */
export const FOLDED = new Map(
  Object.entries(PARTS).flatMap(([file, names]) => names.split(' ').map((name) => [`${name}.js`, file])),
);
const JOSE = '// View tokens, with what they need of jose; its licence is in THIRD_PARTY_NOTICES.txt.';
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
 * Turns web/'s copy in dist/ into what is published: folded, and minified, since what users need of the comments is in the declarations.
 * View tokens are jose's work: it goes into the one file that uses it, so that the package depends on nothing.
 */
export async function finishScripts() {
  const { build: bundle, transform } = await import('esbuild');
  /** @param {string} file The one that is made. @returns {import('esbuild').Plugin} */
  const folding = (file) => ({
    name: 'folding',
    setup({ onLoad, onResolve }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir }) => {
        const name = relative(dist, join(resolveDir, path));
        if (name.startsWith('..')) return undefined;
        const owner = FOLDED.get(name) ?? name;
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
  const options = /** @type {const} */ ({ ...MINIFIED, legalComments: 'none', lineLimit: 120 });
  /** @param {string} file */
  const finished = async (file) => {
    // As it is: what is bundled has variables for constants, and others' bundlers don't put those where they are used.
    if (file === 'module/generated/tables.js')
      return (await transform(readFileSync(join(dist, file), 'utf8'), options)).code;
    const whole = [file, ...[...FOLDED.keys()].filter((part) => FOLDED.get(part) === file)];
    const contents = whole.map((name) => `export * from './${name}';`).join('\n');
    const { outputFiles = [] } = await bundle({
      ...options,
      ...(whole.length > 1 ? { stdin: { contents, resolveDir: dist } } : { entryPoints: [join(dist, file)] }),
      bundle: true,
      write: false,
      // The name of the error's class shows in stacks.
      minifyIdentifiers: file !== 'module/errors.js',
      external: ['node:*'],
      plugins: [folding(file)],
      banner: file === 'proxy/token.js' ? { js: JOSE } : {},
    });
    return outputFiles[0].text;
  };
  const files = listFiles('dist').flatMap((path) =>
    path.endsWith('.js') && !path.includes('/embedded') ? [relative('dist', path)] : [],
  );
  const texts = await Promise.all(files.map((file) => (FOLDED.has(file) ? undefined : finished(file))));
  for (const [index, file] of files.entries()) {
    const text = texts[index];
    if (text === undefined) rmSync(join(dist, file));
    else writeFileSync(join(dist, file), text);
  }
}

/** The elements with all they import as one file, for a script tag. */
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
