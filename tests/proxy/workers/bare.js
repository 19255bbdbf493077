// What a request through a worker costs at least: one that hands it on to the service and the reply back.
export default {
  /** @param {Request} request @param {any} env */
  fetch(request, env) {
    const { pathname, search } = new URL(request.url);
    return fetch(env.AZURE_DOCUMENT_TRANSLATION_ENDPOINT + pathname + search, {
      headers: { 'Ocp-Apim-Subscription-Key': env.AZURE_DOCUMENT_TRANSLATION_KEY },
    });
  },
};
