// The time by the server's clock, because the viewer's may be wrong.

/** A smaller difference is the age of a response and the precision of its Date. */
const PRECISION_MS = 60_000;

let aheadMs = 0;

/** In ms since 1970; by the viewer's clock until a response had a Date that the page may read. */
export const serverNow = () => Date.now() + aheadMs;

/** Sends a request, and reads the Date of its response. @param {RequestInfo | URL} url @param {RequestInit} [init] */
export async function fetchAndReadDate(url, init) {
  const response = await fetch(url, init);
  const ahead = Date.parse(response.headers?.get('date') ?? '') - Date.now();
  if (!Number.isNaN(ahead)) aheadMs = Math.abs(ahead) > PRECISION_MS ? ahead : 0;
  return response;
}
