// The custom elements manifest matches the code, and the standalone file is within its size budget.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { DocumentTranslationJobStatusElement, DocumentTranslationStatusElement } from '../../dist/entries/element.js';

const root = new URL('../../', import.meta.url);
const read = (/** @type {string} */ path) => readFile(new URL(path, root), 'utf8');

/** The distinct matches of a regular expression's first group. @param {string} text @param {RegExp} pattern */
const found = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort();

/** @type {Record<string, any>} */
const classes = { DocumentTranslationStatusElement, DocumentTranslationJobStatusElement };
const { customElements, exports } = JSON.parse(await read('package.json'));
const manifest = JSON.parse(await read(customElements));
/** @type {{ declarations: any[], path: string }[]} */
const [{ declarations, path }, definitions] = manifest.modules;
const names = (/** @type {{ name: string }[]} */ rows) => rows.map(({ name }) => name).sort();

test('the manifest has the modules of the entries, their classes and their elements', async () => {
  assert.equal(`./${path}`, exports['./element'].default);
  assert.equal(`./${definitions.path}`, exports['./element/define'].default);
  assert.deepEqual(names(declarations), Object.keys(classes).sort());
  assert.deepEqual(Object.keys(await import(`../../${path}`)).sort(), names(declarations));
  const define = await read('web/entries/define.js');
  for (const { name, tagName } of declarations) assert.ok(define.includes(`['${tagName}', ${name}]`));
});

for (const { name, attributes, members, events, cssParts, cssProperties, cssStates, slots } of declarations) {
  const isJob = name.includes('Job');
  test(`the manifest of ${name} lists the attributes, members, events, parts, custom properties, slots and states of the code`, async () => {
    assert.deepEqual(names(attributes), [...classes[name].observedAttributes].sort());
    const accessors = new Set();
    for (
      let each = classes[name].prototype;
      each?.constructor.name !== 'Object' && each;
      each = Object.getPrototypeOf(each)
    )
      for (const member of Object.getOwnPropertyNames(each)) accessors.add(member);
    const own = [...accessors].filter((member) => !/^constructor$|Callback$/.test(member));
    // HTMLElement defines lang.
    assert.deepEqual(
      names(members).filter((member) => member !== 'lang'),
      own.sort(),
    );

    const [frame, list, job, style, words, base] = await Promise.all(
      [
        ...['frame', 'list', 'job', 'style'].map((file) => `web/element/${file}.js`),
        'web/content/words.js',
        'web/element/status-element.js',
      ].map(read),
    );
    const emitted = found(base, /#emit\('(\w+)'/g).map((kind) => `document-translation${isJob ? '-job' : ''}-${kind}`);
    assert.deepEqual(names(events), emitted.sort());
    const inside = isJob ? frame + list + job : frame;
    assert.deepEqual(names(cssParts), found(inside, /make\(\s*'\w+',\s*'([\w-]+)'/g));
    assert.deepEqual(names(slots), found(frame, /slot\('(\w+)'/g));
    const styled = found(style, /var\((--document-translation-status-[\w-]+)/g);
    assert.deepEqual(
      names(cssProperties),
      isJob ? styled : styled.filter((property) => !property.endsWith('list-size')),
    );
    const statuses = found(words, /^ \* @property \{string\} ([A-Z]\w+)/gm);
    const states = statuses.map((status) => status.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase());
    assert.deepEqual(
      names(cssStates),
      [...states, 'partial', 'waiting', 'unknown', 'error', 'offline', 'interrupted'].sort(),
    );
  });
}

test('the standalone file is not larger than docs/element.md says', async () => {
  const [, kilobytes] = /at most (\d+) KB by brotli/.exec(await read('docs/element.md')) ?? [];
  const { length } = brotliCompressSync(await readFile(new URL(exports['./element/standalone'].default, root)));
  assert.ok(length <= Number(kilobytes) * 1000, `${length} bytes`);
});
