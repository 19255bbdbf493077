// What the demonstration's page shows: a document and a job that run, and one document in each state. `?show=states` and the like show a part.

const { live, job, documentNames, states } = await (await fetch('/demo.json')).json();
const query = new URLSearchParams(location.search);
const shown = query.get('show')?.split(',') ?? ['live', 'job', 'states'];
if (query.has('lang')) document.documentElement.lang = query.get('lang');
if (query.get('lang') === 'ar') document.documentElement.dir = 'rtl';
for (const id of shown) document.getElementById(id).hidden = false;

/** @param {Element} element @param {Record<string, string>} attributes */
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

if (shown.includes('live')) set(document.querySelector('#live document-translation-status'), live);
if (shown.includes('job'))
  Object.assign(set(document.querySelector('document-translation-job-status'), job), { documentNames });
if (shown.includes('states'))
  document
    .querySelector('.gallery')
    .append(...states.map((each) => set(document.createElement('document-translation-status'), each)));
