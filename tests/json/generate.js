// Generated JSON: random values in random spelling, random documents, and texts with something broken in them. The same seed gives the
// same texts.

/** @param {number} seed @returns {() => number} in [0, 1) */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A value that is text already. */
class Spelled {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }
}

/** @param {() => number} random */
export function generator(random) {
  const upTo = (/** @type {number} */ most) => Math.floor(random() * (most + 1));
  /** @template T @param {readonly T[]} list @returns {T} */
  const one = (list) => list[upTo(list.length - 1)];
  const space = () =>
    random() < 0.8 ? '' : Array.from({ length: upTo(3) }, () => one([' ', '\t', '\n', '\r'])).join('');
  const digits = (/** @type {number} */ most) => Array.from({ length: 1 + upTo(most - 1) }, () => upTo(9)).join('');

  const number = () => {
    const whole = random() < 0.2 ? '0' : String(1 + upTo(8)) + (random() < 0.5 ? '' : digits(one([3, 8, 17, 30])));
    const fraction = random() < 0.5 ? '' : `.${digits(one([2, 8, 20]))}`;
    const exponent = random() < 0.7 ? '' : `${one(['e', 'E'])}${one(['', '+', '-'])}${digits(one([1, 2, 3]))}`;
    return `${random() < 0.3 ? '-' : ''}${whole}${fraction}${exponent}`;
  };
  const character = () => {
    const code = one([
      () => 0x20 + upTo(0x5e),
      () => upTo(0x1f) || 1,
      () => 0x80 + upTo(0x77f),
      () => 0x800 + upTo(0xcfff),
      () => 0xe000 + upTo(0x1fff),
      () => 0x10000 + upTo(0xfffff),
    ])();
    return String.fromCodePoint(code);
  };
  const string = (text = Array.from({ length: upTo(12) }, character).join('')) => {
    const spelled = Array.from(text, (char) => {
      const plain = JSON.stringify(char).slice(1, -1);
      if (random() < 0.85) return plain === '/' && random() < 0.5 ? '\\/' : plain;
      const units = Array.from({ length: char.length }, (_, at) => char.charCodeAt(at).toString(16).padStart(4, '0'));
      return units.map((unit) => `\\u${random() < 0.5 ? unit : unit.toUpperCase()}`).join('');
    });
    return `"${spelled.join('')}"`;
  };
  /** @returns {string} */
  const value = (depth = 0) => {
    const kind = upTo(depth < 6 ? 8 : 5);
    const inside = () => space() + value(depth + 1) + space();
    if (kind <= 1) return number();
    if (kind <= 4) return string();
    if (kind === 5) return one(['null', 'true', 'false']);
    if (kind === 6) return `[${Array.from({ length: upTo(5) }, inside).join(',') || space()}]`;
    const member = () => `${space()}${string()}${space()}:${inside()}`;
    return `{${Array.from({ length: upTo(5) }, member).join(',') || space()}}`;
  };

  const time = () => {
    const two = (/** @type {number} */ most, least = 0) => String(least + upTo(most - least)).padStart(2, '0');
    const fraction = random() < 0.3 ? '' : `.${digits(7)}`;
    const zone = random() < 0.8 ? 'Z' : `${one(['+', '-'])}${two(23)}:${two(59)}`;
    return `20${two(99)}-${two(12, 1)}-${two(28, 1)}T${two(23)}:${two(59)}:${two(59)}${fraction}${zone}`;
  };
  const guid = () =>
    '8-4-4-4-12'.replace(/\d+/g, (n) => Array.from({ length: Number(n) }, () => upTo(15).toString(16)).join(''));

  const text = () => Array.from({ length: 1 + upTo(20) }, character).join('');
  const count = () => upTo(one([9, 1e6, Number.MAX_SAFE_INTEGER]));
  const STATUSES = [
    'NotStarted',
    'Running',
    'Succeeded',
    'Failed',
    'Cancelled',
    'Canceled',
    'Cancelling',
    'ValidationFailed',
    'Paused',
  ];
  /** The members that documents and jobs share. @returns {[string, unknown][]} */
  const state = () => [
    ['id', guid()],
    ['lastActionDateTimeUtc', time()],
    ['status', one([...STATUSES, text()])],
  ];
  /** @param {unknown} content of a member, or its text where it is Spelled @returns {string} */
  const spell = (content) =>
    content instanceof Spelled ? content.text : typeof content === 'string' ? string(content) : JSON.stringify(content);
  /**
   * An object with these members in any order and spelling, among members that nobody knows; null stands for some that are absent.
   * @param {[string, unknown][]} members
   * @param {string[]} [absent]
   */
  const object = (members, absent = []) => {
    const spelled = members.map(
      ([name, content]) => `${space()}"${name}"${space()}:${space()}${spell(content)}${space()}`,
    );
    for (const name of absent) if (random() < 0.3) spelled.push(`"${name}":null`);
    for (let extra = upTo(3); extra > 0; extra--) spelled.push(`${space()}${string(`x-${text()}`)}:${value()}`);
    for (let at = spelled.length - 1; at > 0; at--) {
      const other = upTo(at);
      [spelled[at], spelled[other]] = [spelled[other], spelled[at]];
    }
    return `${space()}{${spelled.join(',')}}${space()}`;
  };
  /** The expected members: Canceled has one spelling. @param {[string, unknown][]} members @returns {Record<string, any>} */
  const given = (members) => {
    const expected = Object.fromEntries(members);
    if (expected.status === 'Cancelled') expected.status = 'Canceled';
    return expected;
  };
  const COUNTS = ['total', 'failed', 'success', 'inProgress', 'notYetStarted', 'cancelled'];
  const MORE_COUNTS = ['totalCharacterCharged', 'totalImageScansSucceeded', 'totalImageScansFailed'];
  /** Alternative names of counts in some responses. @type {Record<string, string>} */
  const OTHER_NAMES = { success: 'succeeded', notYetStarted: 'notStarted', cancelled: 'canceled' };

  const made = {
    value,
    /**
     * A valid job's status as text, and the members that must come out of it.
     * @returns {{ text: string, expected: Record<string, any> }}
     */
    job() {
      const all = [...COUNTS, ...MORE_COUNTS];
      const counts = /** @type {[string, unknown][]} */ (
        all.filter(() => random() < 0.7).map((name) => [name, count()])
      );
      const sent = counts.map(
        ([name, number]) => /** @type {[string, unknown]} */ ([one([name, OTHER_NAMES[name] ?? name]), number]),
      );
      const absent = [...all, ...Object.values(OTHER_NAMES)].filter((name) => !sent.some(([used]) => used === name));
      const members = state();
      if (random() < 0.8) members.push(['createdDateTimeUtc', time()]);
      const summary = new Spelled(object(sent, absent));
      return {
        text: object(
          [...members, ['summary', summary]],
          members.length > 3 ? ['error'] : ['error', 'createdDateTimeUtc'],
        ),
        expected: { ...given(members), summary: Object.fromEntries(counts) },
      };
    },
    /**
     * A valid page as text, and the documents or jobs that must come out of it.
     * @param {() => { text: string, expected: Record<string, any> }} [make]
     * @returns {{ text: string, expected: Record<string, any>[] }}
     */
    page(make) {
      const items = Array.from({ length: upTo(4) }, make ?? made.document);
      const list = new Spelled(`[${items.map((item) => item.text).join(',')}]`);
      return {
        text: object([['value', list]], ['nextLink', '@nextLink']),
        expected: items.map(({ expected }) => expected),
      };
    },
    /** @returns {{ text: string, expected: Record<string, any>[] }} */
    pageOfJobs: () => made.page(made.job),
    /** A valid error as text, and the members that must come out of it. */
    error() {
      /** @type {[string, unknown][]} */
      const inside = [
        ['code', `C${guid()}`],
        ['message', `M${guid()}`],
      ];
      const inner = new Spelled(object([['code', `I${guid()}`]]));
      const more = [...inside, ['target', `T${guid()}`], [one(['innerError', 'innererror']), inner]];
      return {
        text: object([['error', new Spelled(object(/** @type {[string, unknown][]} */ (more)))]]),
        expected: { ...Object.fromEntries(inside), target: more[2][1], inner: JSON.parse(inner.text).code },
      };
    },
    /**
     * A valid document's status as text, and the members that must come out of it.
     * @returns {{ text: string, expected: Record<string, any> }}
     */
    document() {
      const members = state();
      const optional = /** @type {[string, () => unknown][]} */ ([
        ['createdDateTimeUtc', time],
        ['to', () => one(['fr', 'zh-Hans', text()])],
        ['progress', () => one([0, 1, random(), 0.5])],
        ['path', () => `https://x.blob.core.windows.net/${encodeURIComponent(text())}`],
        ['sourcePath', text],
        ['deploymentName', text],
        ['characterCharged', count],
        ['imageCharged', count],
        ['imageCharacterDetected', count],
        ['totalImageScansSucceeded', count],
        ['totalImageScansFailed', count],
        ['error', () => ({ code: one(['InvalidRequest', text()]), message: text() })],
      ]);
      for (const [name, make] of optional) if (random() < 0.5) members.push([name, make()]);
      const expected = given(members);
      const absent = optional.flatMap(([name]) => (name in expected ? [] : [name]));
      return { text: object(members, absent), expected };
    },
    /** The same bytes with something done to them. @param {Uint8Array} text */
    broken(text) {
      const bytes = [...text];
      for (let times = 1 + upTo(2); times > 0; times--) {
        const at = upTo(bytes.length);
        const byte = one([() => upTo(255), () => one([...'[]{},:"\\0123456789.eE+-u \ntfn']).charCodeAt(0)])();
        one([
          () => bytes.splice(at, 1),
          () => bytes.splice(at, 0, byte),
          () => bytes.splice(at, 1, byte),
          () => bytes.splice(at, upTo(4)),
        ])();
      }
      return Uint8Array.from(bytes);
    },
  };
  return made;
}
