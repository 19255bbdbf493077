// The HTTP statuses that are not 200, by how the client treats them.

/** Statuses that are neither an error nor a redirect. The client rejects them whatever the body is. */
export const UNEXPECTED = [201, 202, 203, 204, 205, 206, 207, 208, 226, 299, 300, 304, 305, 306, 309, 399];

/** Statuses whose responses have no body: `new Response(body, { status })` throws for them. */
export const WITHOUT_BODY = [204, 205, 304];

/** Redirects. The client follows none of them. */
export const REDIRECTS = [301, 302, 303, 307, 308];

/** Errors after which the same request may succeed. */
export const RETRYABLE = [408, 429, 500, 502, 503, 504];

/** Errors after which the same request fails again. */
export const NOT_RETRYABLE = [
  400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 413, 414, 415, 416, 418, 421, 422, 424, 425, 426, 428, 431,
  451, 499, 501, 505, 507, 508, 511, 520, 599,
];

/** All errors. */
export const FAILING = [...RETRYABLE, ...NOT_RETRYABLE].sort((a, b) => a - b);
