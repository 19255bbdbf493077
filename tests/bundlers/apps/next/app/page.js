// A page that fetches the status on the server and again in the browser.
import { describe } from '../describe.js';
import { Status } from './status.js';

export const dynamic = 'force-dynamic';

export default async function Page({ searchParams }) {
  const settings = await searchParams;
  return (
    <main>
      <p id="server">{await describe(settings)}</p>
      <Status settings={settings} />
    </main>
  );
}
