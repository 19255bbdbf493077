// The title of a page shows the progress of an element while the page is hidden.

/** For each page with such a title: the page's own title, and the shown one. @type {Map<Document, { own: string, shown: string }>} */
const titles = new Map();

/** @param {Document} page @param {string} text empty: the page's own title */
export function setPageTitle(page, text) {
  const title = titles.get(page);
  if (text) {
    // The page may have set another title of its own.
    const own = title?.shown === page.title ? title.own : page.title;
    if (page.title !== text) page.title = text;
    titles.set(page, { own, shown: page.title });
  } else if (title) {
    if (page.title === title.shown) page.title = title.own;
    titles.delete(page);
  }
}
