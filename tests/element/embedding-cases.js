// How the elements behave in the pages of frameworks, in other documents, and while nobody looks at them.
import assert from 'node:assert/strict';
import { add, createDocument, reaches } from './cases.js';

/** @param {import('./site.js').Site} site */
const statusPaths = (site) => site.requestedPaths.filter((path) => path.startsWith('/translator/'));

add('a token function that replaces one sends no request, and is called after the next 401', async (page, site) => {
  const { simulator } = site;
  const attributes = { ...createDocument(site, [{ status: 'Running', progress: 0.5 }]), endpoint: simulator.url };
  simulator.token = 'first';
  await page.evaluate((given) => {
    globalThis.callers = [];
    const render = () => {
      globalThis.renders = (globalThis.renders ?? 0) + 1;
      const index = globalThis.renders;
      globalThis.element().token = () => {
        globalThis.callers.push(index);
        return index > 20 ? 'second' : 'first';
      };
    };
    // A component that keeps the last change in its state renders again at each change.
    addEventListener('document-translation-change', render);
    Object.assign(globalThis, { render });
    globalThis.add(given);
    render();
  }, attributes);
  await reaches(page, 'running');
  await page.evaluate(
    `(async () => { while (renders < 30) { render(); await new Promise((resolve) => setTimeout(resolve)); } })()`,
  );
  assert.deepEqual(await page.evaluate('callers'), [1]);
  assert.deepEqual(await page.evaluate('events.length'), 1);
  simulator.token = 'second';
  await page.evaluate(`dispatchEvent(new Event('online'))`);
  await page.waitForFunction('callers.length > 1');
  assert.ok((await page.evaluate('callers[1]')) >= 30);
  assert.equal(await page.evaluate(`has('running')`), true);
});

add('a token function of one user is never called for the element of another', async (page, site) => {
  const { simulator } = site;
  const attributes = { ...createDocument(site, [{ status: 'Running', progress: 0.5 }]), endpoint: simulator.url };
  simulator.token = 'first';
  await page.evaluate((given) => {
    globalThis.callers = [];
    const tokenOf = (/** @type {string} */ user) => () => {
      globalThis.callers.push(user);
      return 'first';
    };
    const shared = tokenOf('both');
    const [a, b] = [globalThis.add(given, { token: shared }), globalThis.add(given, { token: shared })];
    Object.assign(globalThis, { a, b, tokenOf });
  }, attributes);
  await page.waitForFunction('a.status && b.status');
  assert.deepEqual(await page.evaluate('callers'), ['both']);
  await page.evaluate(`a.token = tokenOf('only a'), undefined`);
  await page.waitForFunction('callers.length === 2');
  await page.evaluate(`a.remove(), b.retry(), undefined`);
  await page.evaluate(`new Promise((resolve) => setTimeout(resolve))`);
  assert.deepEqual(await page.evaluate('callers.slice(0, 2)'), ['both', 'only a']);
  assert.equal(await page.evaluate(`callers.slice(2).includes('only a')`), false);
});

add('a watch that starts again fires no change for what is known', async (page) => {
  for (const [tag, first, next] of [
    [
      'document-translation-status',
      `documentOf({ progress: 0.5, retryAfterMs: 1000 })`,
      `documentOf({ progress: 0.6 })`,
    ],
    [
      'document-translation-job-status',
      `jobOf({ progress: 0.5 }, { total: 2, success: 1 }, [documentOf({ id: '0' }), documentOf({ id: '1' })])`,
      `jobOf({ progress: 0.5 }, { total: 2, success: 1 }, [documentOf({ id: '0' }), documentOf({ id: '1', progress: 0.5 })])`,
    ],
  ]) {
    await page.evaluate(`element()?.remove(), events.length = 0, addByHand({}, '${tag}'), undefined`);
    await page.waitForFunction('client.watches.length === 1');
    await page.evaluate(`client.give(${first})`);
    await page.waitForFunction('events.length === 1');
    await page.evaluate('element().retry()');
    await page.waitForFunction('client.watches.length === 2');
    if (tag.includes('job'))
      await page.evaluate(
        `globalThis.details = [], addEventListener('document-translation-job-change', ({ detail }) => details.push(detail.documents.map(({ id }) => id)))`,
      );
    await page.evaluate(`client.give(${first}), client.give(${next})`);
    await page.waitForFunction('events.length > 1');
    assert.equal(await page.evaluate('events.length'), 2, tag);
    if (tag.includes('job')) assert.deepEqual(await page.evaluate('details'), [['1']]);
  }
});

/** Expressions that move the element to another document. */
const MOVES = {
  'a frame': `(async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    frame.contentDocument.body.append(element());
    globalThis.moved = frame.contentDocument.body.firstChild;
  })()`,
  'a document without style sheets that can be constructed': `(async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    delete frame.contentWindow.CSSStyleSheet;
    frame.contentWindow.CSSStyleSheet = undefined;
    frame.contentDocument.body.append(element());
    globalThis.moved = frame.contentDocument.body.firstChild;
  })()`,
};
for (const [place, move] of Object.entries(MOVES))
  add(`an element that is moved to ${place} is shown and styled there, and back again`, async (page) => {
    await page.evaluate(`addByHand(), undefined`);
    await page.waitForFunction('client.watches.length === 1');
    await page.evaluate('client.give(documentOf({ progress: 0.4 }))');
    await reaches(page, 'running');
    const displayOf = `(of) => of.ownerDocument.defaultView.getComputedStyle(of.shadowRoot.querySelector('.base')).display`;
    assert.equal(await page.evaluate(`(${displayOf})(element())`), 'grid');
    await page.evaluate(move);
    const hasSheet = place === 'a frame';
    // The page's Content-Security-Policy applies to the frame, and forbids a <style>.
    if (hasSheet) assert.equal(await page.evaluate(`(${displayOf})(moved)`), 'grid');
    assert.equal(await page.evaluate(`moved.shadowRoot.querySelectorAll('style').length`), hasSheet ? 0 : 1);
    await page.waitForFunction('client.watches.length === 2');
    assert.equal(await page.evaluate('client.watches[0].signal.aborted'), true);
    await page.evaluate('client.give(documentOf({ progress: 0.7 }))');
    await page.waitForFunction(`moved.shadowRoot.querySelector('.status').textContent === 'Translating · 70%'`);
    await page.evaluate(`document.querySelector('main').append(moved)`);
    assert.equal(await page.evaluate(`(${displayOf})(element())`), 'grid');
    assert.equal(await page.evaluate(`element().shadowRoot.querySelectorAll('style').length`), 0);
    assert.deepEqual(await page.evaluate('errors'), []);
  });

add('an element can be rendered where style sheets cannot be constructed', async (page) => {
  await page.evaluate(`globalThis.CSSStyleSheet = undefined, addByHand(), undefined`);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.4 }))');
  await reaches(page, 'running');
  assert.equal(await page.evaluate(`element().shadowRoot.querySelectorAll('style').length`), 1);
  assert.deepEqual(await page.evaluate('errors'), []);
});

add('moveBefore keeps the watch', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  if (!(await page.evaluate(`'moveBefore' in Element.prototype`))) return;
  await page.evaluate(
    `document.querySelector('main').moveBefore(element(), document.querySelector('main').firstChild)`,
  );
  await page.evaluate('Promise.resolve()');
  assert.equal(await page.evaluate('client.watches.length === 1 && !client.watches[0].signal.aborted'), true);
});

add('an assignment to status or error does nothing', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.evaluate(
    `Object.assign(element(), { status: { status: 'Succeeded' }, error: new Error('x') }), undefined`,
  );
  assert.deepEqual(await page.evaluate('[element().status === undefined, element().error === undefined]'), [
    true,
    true,
  ]);
  assert.equal(await page.evaluate('client.watches.length <= 1'), true);
});

add('after Retry-After, a hidden tab that is shown again sends no request before its time', async (page, site) => {
  const attributes = createDocument(site, [{ status: 'Running', progress: 0.5, headers: { 'Retry-After': '30' } }]);
  await page.evaluate((given) => void globalThis.add(given), attributes);
  await reaches(page, 'running');
  for (let switches = 0; switches < 5; switches++) {
    await page.evaluate('pretend({ hidden: true })');
    await page.evaluate('pretend({ hidden: false })');
    await page.evaluate(`new Promise((resolve) => setTimeout(resolve))`);
  }
  assert.equal(statusPaths(site).length, 1);
});

add('a hidden tab that is shown again after its time sends a request at once', async (page, site) => {
  const attributes = createDocument(site, [
    { status: 'Running', progress: 0.5 },
    { status: 'Succeeded', progress: 1 },
  ]);
  await page.evaluate((given) => {
    globalThis.add(given);
  }, attributes);
  await reaches(page, 'running');
  await page.evaluate('pretend({ hidden: true })');
  const { length } = statusPaths(site);
  await page.evaluate(
    `Date.now = ((now) => () => now() + 40000)(Date.now), dispatchEvent(new Event('online')), undefined`,
  );
  await page.evaluate(`new Promise((resolve) => setTimeout(resolve))`);
  assert.equal(statusPaths(site).length, length);
  await page.evaluate('pretend({ hidden: false })');
  await site.until((paths) => paths.filter((path) => path.startsWith('/translator/')).length > length);
  await reaches(page, 'succeeded');
});

add('with `background`, a hidden page is told of the end', async (page, site) => {
  const attributes = createDocument(site, [
    { status: 'Running', progress: 0.5 },
    { status: 'Succeeded', progress: 1 },
  ]);
  await page.evaluate((given) => void globalThis.add({ ...given, background: '', 'page-title': '' }), attributes);
  await reaches(page, 'running');
  assert.equal(await page.evaluate('document.title'), 'Translations');
  await page.evaluate('pretend({ hidden: true })');
  assert.equal(await page.evaluate('document.title'), '50% · Contract.docx');
  // The clock goes on by more than the longest interval.
  await page.evaluate(`void (Date.now = ((now) => () => now() + 40000)(Date.now))`);
  await page.waitForFunction(`events.some(([type]) => type === 'document-translation-end')`, { timeout: 60_000 });
  assert.equal(await page.evaluate('document.title'), 'Translated · Contract.docx');
  await page.evaluate('pretend({ hidden: false })');
  assert.equal(await page.evaluate('document.title'), 'Translations');
});

add('the page’s title is restored when the element leaves, unless the page has changed it', async (page) => {
  await page.evaluate(`addByHand({ 'page-title': '' }), undefined`);
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate('client.give(documentOf({ progress: 0.5 }))');
  await reaches(page, 'running');
  for (const [leave, title] of [
    ['element().remove()', 'Translations'],
    [`element().removeAttribute('page-title')`, 'Translations'],
    [`document.title = 'Inbox (1)', pretend({ hidden: false })`, 'Inbox (1)'],
  ]) {
    await page.evaluate(
      `element()?.remove(), document.title = 'Translations', addByHand({ 'page-title': '' }), undefined`,
    );
    await page.evaluate(`pretend({ hidden: true })`);
    assert.equal(await page.evaluate('document.title'), 'Checking… · Contract.docx', leave);
    await page.evaluate(`${leave}, undefined`);
    assert.equal(await page.evaluate('document.title'), title, leave);
    await page.evaluate(`pretend({ hidden: false })`);
    assert.equal(await page.evaluate('document.title'), title, leave);
  }
});

add('an element that is not rendered or far off screen sends no requests until it can be seen', async (page, site) => {
  for (const [hide, show] of [
    [`element().hidden = true`, `element().hidden = false`],
    [
      `document.querySelector('h1').style.marginBottom = '9000px'`,
      `document.querySelector('h1').style.marginBottom = ''`,
    ],
  ]) {
    const attributes = createDocument(site, [
      { status: 'Running', progress: 0.5 },
      { status: 'Succeeded', progress: 1 },
    ]);
    await page.evaluate((given) => {
      globalThis.element()?.remove();
      globalThis.add(given);
    }, attributes);
    await reaches(page, 'running');
    // The element’s observer is told in the same frame as this one, which was created later.
    await page.evaluate(`(async () => {
      ${hide};
      await new Promise((resolve) => {
        const observer = new IntersectionObserver(() => resolve(observer.disconnect()));
        requestAnimationFrame(() => requestAnimationFrame(() => observer.observe(document.body)));
      });
    })()`);
    const { length } = statusPaths(site);
    await page.evaluate(
      `Date.now = ((now) => () => now() + 40000)(Date.now), dispatchEvent(new Event('online')), undefined`,
    );
    await page.evaluate(`new Promise((resolve) => setTimeout(resolve))`);
    assert.equal(statusPaths(site).length, length, hide);
    await page.evaluate(`${show}, undefined`);
    await reaches(page, 'succeeded');
  }
});

add('an element that cannot be seen from the start sends its first request, and no other', async (page, site) => {
  const far = `document.querySelector('h1').style.marginBottom = '9000px'`;
  const near = `document.querySelector('h1').style.marginBottom = ''`;
  for (const stream of [{}, { stream: '' }])
    for (const [hide, attributes, show] of /** @type {[string, Record<string, string>, string][]} */ ([
      ['undefined', { ...stream, hidden: '' }, 'element().hidden = false'],
      [far, stream, near],
    ])) {
      const ended = createDocument(site, [{ status: 'Succeeded', progress: 1 }]);
      await page.evaluate(`element()?.remove(), events.length = 0, ${hide}`);
      await page.evaluate((given) => void globalThis.add(given), { ...ended, ...attributes });
      await page.waitForFunction(`events.at(-1)?.[0] === 'document-translation-end'`);
      assert.equal(await page.evaluate('element().status.status'), 'Succeeded');

      const running = createDocument(site, [
        { status: 'Running', progress: 0.5 },
        { status: 'Succeeded', progress: 1 },
      ]);
      await page.evaluate('element().remove()');
      const before = statusPaths(site).length;
      await page.evaluate((given) => void globalThis.add(given), { ...running, ...attributes });
      await page.waitForFunction('element().status');
      await page.evaluate(
        `Date.now = ((now) => () => now() + 40000)(Date.now), dispatchEvent(new Event('online')), undefined`,
      );
      await page.evaluate(`new Promise((resolve) => setTimeout(resolve))`);
      assert.equal(statusPaths(site).length, before + 1, JSON.stringify(attributes));
      assert.equal(await page.evaluate('element().status.status'), 'Running');
      await page.evaluate(`${show}, undefined`);
      await reaches(page, 'succeeded');
    }
});

add('at most four elements stream from one origin; the next may stream when one leaves', async (page, site) => {
  const batch = site.simulator.createBatch({ documents: 6, durationMs: 3_600_000 });
  for (const { id } of batch.documents) site.simulator.script(id, [{ status: 'Running', progress: 0.5 }]);
  await page.evaluate(
    (batchId, ids) => {
      globalThis.accepts = [];
      const { fetch } = globalThis;
      globalThis.fetch = (url, init) => {
        globalThis.accepts.push(new Headers(init?.headers).get('accept'));
        return fetch(url, init);
      };
      for (const documentId of ids)
        globalThis.add({ endpoint: '/', 'batch-id': batchId, 'document-id': documentId, stream: '' });
    },
    batch.id,
    batch.documents.map(({ id }) => id),
  );
  await page.waitForFunction(
    `[...document.querySelectorAll('document-translation-status')].every((each) => has('running', each))`,
  );
  const streams = `accepts.filter((accept) => accept?.includes('text/event-stream')).length`;
  assert.equal(await page.evaluate(streams), 4);
  await page.evaluate('element().remove()');
  await page.waitForFunction(`${streams} === 5`);
  assert.deepEqual(await page.evaluate('errors'), []);
});

add('a free stream is opened for an element that can be seen', async (page, site) => {
  const { id, documents } = site.simulator.createBatch({ documents: 6, durationMs: 3_600_000 });
  for (const document of documents) site.simulator.script(document.id, [{ status: 'Running', progress: 0.5 }]);
  await page.evaluate(`(() => {
    globalThis.accepts = [];
    const { fetch } = globalThis;
    globalThis.fetch = (url, init) => {
      if (new Headers(init?.headers).get('accept')?.includes('text/event-stream')) accepts.push(String(url));
      return fetch(url, init);
    };
  })()`);
  for (const [index, document] of documents.entries()) {
    const given = { endpoint: '/', 'batch-id': id, 'document-id': document.id, stream: '' };
    await page.evaluate(
      (attributes) => void globalThis.add(attributes),
      index === 4 ? { ...given, hidden: '' } : given,
    );
    await page.waitForFunction(`document.querySelector('[document-id="${document.id}"]').status`);
    await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))`);
  }
  assert.equal(await page.evaluate('accepts.length'), 4);
  await page.evaluate('element().remove()');
  await page.waitForFunction(`accepts.some((url) => url.includes('${documents[5].id}'))`);
});

add('an outage fires interrupted with its cause, and resumed when it is over', async (page) => {
  for (const [tag, prefix, value] of [
    ['document-translation-status', 'document-translation', 'documentOf({ progress: 0.5 })'],
    ['document-translation-job-status', 'document-translation-job', 'jobOf({}, { total: 1 })'],
  ]) {
    await page.evaluate(`element()?.remove(), addByHand({}, '${tag}'), undefined`);
    await page.waitForFunction('client.watches.length === 1');
    await page.evaluate(`client.give(${value})`);
    await reaches(page, 'running');
    await page.evaluate(
      `events.length = 0, globalThis.outage = { retryInMs: 1, error: Object.assign(new Error('no'), { code: 'NetworkFailed' }) }`,
    );
    await page.evaluate('client.outage(outage)');
    assert.deepEqual(await page.evaluate('events'), []);
    await page.evaluate('client.outage(outage), client.outage(outage)');
    assert.deepEqual(await page.evaluate('events'), [[`${prefix}-interrupted`, 'NetworkFailed', tag]]);
    await page.evaluate('client.outage(undefined)');
    assert.deepEqual(await page.evaluate('events.slice(1)'), [[`${prefix}-resumed`, 'Running', tag]]);
    // A watch that starts again during an outage does not forget it.
    await page.evaluate('events.length = 0, client.outage(outage), client.outage(outage), element().retry()');
    await page.waitForFunction('client.watches.length === 2');
    await page.evaluate(`client.give(${value})`);
    await page.waitForFunction('events.length === 2');
    assert.deepEqual(await page.evaluate('events.map(([type]) => type)'), [
      `${prefix}-interrupted`,
      `${prefix}-resumed`,
    ]);
  }
});

add('without WebAssembly, the element says so', async (page, site) => {
  const attributes = createDocument(site, [{ status: 'Running', progress: 0.5 }]);
  await page.evaluate((given) => {
    delete (/** @type {any} */ (globalThis).WebAssembly);
    globalThis.add(given);
  }, attributes);
  await reaches(page, 'error');
  assert.match(await page.evaluate(`text('.message')`), /WebAssembly is turned off/);
});

add('a viewer’s wrong clock does not change the times', async (page, site) => {
  const { simulator } = site;
  for (const [endpoint, hours, expected] of /** @type {[string, number, string][]} */ ([
    ['/', 2, 'Just started'],
    ['/', -2, 'Just started'],
    ['/', 0, 'Just started'],
  ])) {
    const batch = simulator.createBatch({ documents: 1, durationMs: 3_600_000 });
    const createdDateTimeUtc = new Date().toISOString();
    simulator.script(batch.documents[0].id, [{ status: 'Running', progress: 0.5, createdDateTimeUtc }]);
    await page.goto(site.url);
    await page.waitForFunction(`globalThis.add && customElements.get('document-translation-status')`);
    await page.evaluate(
      (given, wrong) => {
        const { now } = Date;
        Date.now = () => now() + wrong * 3_600_000;
        globalThis.add(given);
      },
      { endpoint, 'batch-id': batch.id, 'document-id': batch.documents[0].id },
      hours,
    );
    await reaches(page, 'running');
    assert.equal(await page.evaluate(`text('.time')`), expected, String(hours));
  }
});

add('a clock that is slow and cannot be corrected shows no start', async (page) => {
  await page.evaluate('addByHand(), undefined');
  await page.waitForFunction('client.watches.length === 1');
  await page.evaluate(
    'client.give(documentOf({ progress: 0.4, createdDateTimeUtc: new Date(Date.now() + 7200000).toISOString(), estimatedRemainingMs: 125000 }))',
  );
  await reaches(page, 'running');
  assert.equal(await page.evaluate(`text('.time')`), 'about 2 minutes left');
});

add(
  'a name has no bidi controls, and a long one keeps its extension and has the whole name as a tooltip',
  async (page) => {
    await page.evaluate(`addByHand({ name: ' invoice\\u202efdp.exe ' }), undefined`);
    assert.equal(await page.evaluate(`text('.name')`), 'invoicefdp.exe');
    const long = `${'long '.repeat(40)}name.docx`;
    await page.evaluate(`element().name = '${long}', setWidth(320)`);
    assert.match(await page.evaluate(`text('.name')`), /^long .*….*name\.docx$/);
    assert.equal(await page.evaluate(`inside('.name').title`), long);
    const lines = await page.evaluate(
      `inside('.name').getBoundingClientRect().height / parseFloat(getComputedStyle(inside('.name')).lineHeight)`,
    );
    assert.ok(lines < 2.5, `${lines} lines`);
    await page.evaluate(`element().name = 'Short.docx'`);
    assert.equal(await page.evaluate(`inside('.name').hasAttribute('title')`), false);
  },
);
