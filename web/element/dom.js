// Creates and writes nodes. An element's class is also its part. A text that stays the same is not written.

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} part also the class
 * @param {(Node | string)[]} children
 */
export function make(tag, part, ...children) {
  const element = document.createElement(tag);
  if (part) {
    element.className = part;
    element.setAttribute('part', part);
  }
  element.append(...children);
  return element;
}

/** @param {string} name @param {Node[]} children shown while nothing is in the slot */
export function slot(name, ...children) {
  const element = make('slot', '', ...children);
  element.name = name;
  return element;
}

/** @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {Element} element @param {string} name @param {string} value empty: none */
export function mark(element, name, value) {
  if (!value) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Icon and colour, for the style sheet. @param {Element} element @param {import('../content/statuses.js').Look} look */
export function markLook(element, { state, icon, color }) {
  mark(element, 'data-state', state);
  mark(element, 'data-icon', icon);
  mark(element, 'data-color', color);
}
