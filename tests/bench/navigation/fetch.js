// The same page without the package: a dozen lines that fetch the status and write it into the page.
const place = /** @type {HTMLElement} */ (document.getElementById('status'));

async function show() {
  const { batch, document: id, token } = place.dataset;
  const url = `/translator/text/batch/v1.0-preview.1/batches/${batch}/documents/${id}`;
  const response = await fetch(url, { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`The server responded with ${response.status}`);
  const { status, to, progress } = await response.json();
  place.textContent = `${status}, ${Math.round(progress * 100)} % to ${to}`;
}

show().catch((error) => {
  place.textContent = String(error);
});
