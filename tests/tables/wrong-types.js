// A value of every kind that JavaScript has. Tests pass each of them to an option or an argument, and name the kinds that it accepts.

/** `undefined` is not among them: for most options it means that the option is absent. @type {[kind: string, value: any][]} */
export const VALUES = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['zero', 0],
  ['one', 1],
  ['number', 42],
  ['fraction', 1.5],
  ['negative number', -1],
  ['number past 2^31', 2 ** 31],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['bigint', 5n],
  ['empty string', ''],
  ['string', 'x'],
  ['number as a string', '30000'],
  ['string with a space', 'a b'],
  ['string of two lines', 'a\nb'],
  ['line feed', '\n'],
  ['symbol', Symbol('s')],
  ['object', {}],
  ['object without a prototype', Object.create(null)],
  ['object with an unknown member', { nothing: 1 }],
  ['array', []],
  ['array of undefined', [undefined]],
  ['array of null', [null]],
  ['array of an array', [[]]],
  ['array of an empty string', ['']],
  ['array of a string', ['x']],
  ['array of a line', ['Succeeded\n']],
  ['Date', new Date(0)],
  ['invalid Date', new Date(NaN)],
  // At old compatibility dates, workerd's URL cannot be told from a plain object.
  ...(Object.prototype.toString.call(new URL('https://a.example/')) === '[object Object]'
    ? []
    : [/** @type {[string, unknown]} */ (['URL', new URL('https://a.example/x')])]),
  ['Map', new Map()],
  ['function', () => true],
  ['Promise', Promise.resolve()],
];

/** The kinds that are an object without members. */
export const EMPTY_OBJECTS = ['object', 'object without a prototype'];

/** The kinds that are accepted where an object with any members is. */
export const OBJECTS = [...EMPTY_OBJECTS, 'object with an unknown member'];
