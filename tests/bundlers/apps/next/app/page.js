// A page that asks on the server, and once more in the browser.
import { describe } from '../describe.js';
import { Status } from './status.js';

export const dynamic = 'force-dynamic';

export default async function Page({ searchParams }) {
  const place = await searchParams;
  return (
    <main>
      <p id="server">{await describe(place)}</p>
      <Status place={place} />
    </main>
  );
}
