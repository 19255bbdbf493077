// Returns the status in the edge runtime.
import { describe } from '../../describe.js';

export const runtime = 'edge';

export async function GET(request) {
  return new Response(await describe(Object.fromEntries(new URL(request.url).searchParams)));
}
