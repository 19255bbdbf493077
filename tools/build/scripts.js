// The scripts of dist/: bundles the files of web/ that are loaded together, minifies all of them, and writes the elements as one file for a
// script tag.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { listFiles, root } from '../lib/files.js';

/** Files that are bundled, by the file that contains them in dist/. Every file that is loaded adds to a process's start time. */
const PARTS = {
  'client/client.js':
    'client/abort client/client-options client/credential client/redaction module/exchange module/instance module/loader module/platform module/policy module/record module/types',
  'watch/jobs.js':
    'client/lists client/operation-location watch/batch-target watch/changes watch/document-target watch/remaining-time watch/request-queue watch/shared-poll watch/sleep watch/timing watch/watch',
  'cli/main.js':
    'cli/builtin cli/clients cli/credential-host cli/credentials cli/errors cli/explain cli/http cli/interface cli/library cli/mask cli/options cli/output/color cli/output/document-text cli/output/format cli/output/report cli/output/rows cli/output/screen cli/output/status-table cli/output/subject cli/output/summary cli/output/text cli/service-actions cli/status cli/suggestion cli/targets cli/time',
  'cli/list.js': 'cli/output/jobs-table',
  'cli/recording/recorder.js': 'cli/recording/allow-list cli/recording/placeholders cli/recording/redact',
  'element/status-element.js':
    'element/clients element/clock element/dom element/element element/format element/frame element/job element/list element/style content/words content/words/ar content/words/de content/words/en content/words/es content/words/fr content/words/ja content/words/zh',
};
/** The same by bundled file: files of web/ that dist/ lacks, and the file that contains each. @type {Map<string, string>} */
export const FOLDED = new Map(
  Object.entries(PARTS).flatMap(([file, names]) => names.split(' ').map((name) => [`${name}.js`, file])),
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
  /** @param {string} file the bundle @returns {import('esbuild').Plugin} */
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
    // Not bundled: esbuild would declare the constants as variables, which users' bundlers do not inline.
    if (file === 'module/generated/tables.js')
      return (await transform(readFileSync(join(dist, file), 'utf8'), options)).code;
    const whole = [file, ...[...FOLDED.keys()].filter((part) => FOLDED.get(part) === file)];
    const contents = whole.map((name) => `export * from './${name}';`).join('\n');
    const { outputFiles = [] } = await bundle({
      ...options,
      ...(whole.length > 1 ? { stdin: { contents, resolveDir: dist } } : { entryPoints: [join(dist, file)] }),
      bundle: true,
      write: false,
      // Stack traces show the name of the error class.
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
