// Forwards each request to the service. The benchmark compares the proxy with it.
export default {
  /** @param {Request} request @param {any} env */
  fetch(request, env) {
    const { pathname, search } = new URL(request.url);
    return fetch(env.AZURE_DOCUMENT_TRANSLATION_ENDPOINT + pathname + search, {
      headers: { 'Ocp-Apim-Subscription-Key': env.AZURE_DOCUMENT_TRANSLATION_KEY },
    });
  },
};
