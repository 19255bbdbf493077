// Making and writing nodes: an element's class is also its part, and a text that stays the same is not touched.

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

/** @param {HTMLAnchorElement} link @param {string} href empty: no link */
export function linkTo(link, href) {
  if (!href) link.removeAttribute('href');
  else if (link.getAttribute('href') !== href) link.href = href;
}
