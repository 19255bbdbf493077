// A worker that returns the status of a document with plain fetch. The query has the endpoint, the key and the ids.
export default {
  /** @param {Request} request */
  async fetch(request) {
    const { endpoint, key, batchId, documentId } = Object.fromEntries(new URL(request.url).searchParams);
    const url = `${endpoint}/translator/document/batches/${batchId}/documents/${documentId}?api-version=2024-05-01`;
    const response = await fetch(url, { headers: { 'Ocp-Apim-Subscription-Key': key } });
    if (!response.ok) throw new Error(String(response.status));
    const { status } = /** @type {{ status: string }} */ (await response.json());
    return new Response(status);
  },
};
