// Objects of Intl, each created once: they are slow to create.

/** @type {Map<string, any>} */
const created = new Map();

/**
 * @template T
 * @param {new (language: string, options: any) => T} Constructor
 * @param {{ language: string }} locale
 * @param {object} [options]
 * @returns {T}
 */
export function intl(Constructor, { language }, options = {}) {
  const key = JSON.stringify([Constructor.name, language, options]);
  const known = created.get(key) ?? new Constructor(language, options);
  created.set(key, known);
  return known;
}
