// The script of the demo page. It shows a running document, two running jobs, and a document in each state. `?show=states` shows only the named
// sections. `?lang=ar`, `?scheme=dark`, `?text=200%25` and `?offline=on` set the initial values of the form.

const { documentNames, states, ...running } = await (await fetch('/demo.json')).json();
const query = new URLSearchParams(location.search);
const shown = query.get('show')?.split(',') ?? ['live', 'job', 'states', 'large'];
const form = document.querySelector('form');
for (const { name, type } of form.elements)
  if (query.has(name)) form[name][type === 'checkbox' ? 'checked' : 'value'] = query.get(name);

/** @param {Element} element @param {Record<string, string>} attributes */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function applyForm() {
  const { lang, scheme, text, offline } = form;
  const root = document.documentElement;
  root.lang = lang.value;
  root.dir = lang.value === 'ar' ? 'rtl' : 'ltr';
  root.style.colorScheme = scheme.value;
  root.style.fontSize = text.value;
  if (navigator.onLine === offline.checked) {
    Object.defineProperty(navigator, 'onLine', { configurable: true, value: !offline.checked });
    dispatchEvent(new Event(offline.checked ? 'offline' : 'online'));
  }
  // The elements use the page's language, and do not notice when it changes.
  for (const element of document.querySelectorAll('document-translation-status, document-translation-job-status'))
    element.redraw();
}

for (const id of shown) {
  const section = document.getElementById(id);
  section.hidden = false;
  if (id === 'states')
    section
      .querySelector('.gallery')
      .append(...states.map((each) => set(document.createElement('document-translation-status'), each)));
  else Object.assign(set(section.lastElementChild, running[id]), { documentNames });
}
form.addEventListener('change', applyForm);
applyForm();
