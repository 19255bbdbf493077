// The element in React 19. React sets `token` as a property, because it is a function.
import 'document-translation-status/element/define';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const getToken = async () => (await fetch('/view-token')).text();

function Translation({ batchId }) {
  const [status, setStatus] = useState('Waiting');
  return (
    <>
      <document-translation-status
        endpoint="/"
        batch-id={batchId}
        name="Contract.docx"
        token={getToken}
        ondocument-translation-change={({ detail }) => setStatus(detail.batch.status)}
      />
      <p id="status">{status}</p>
    </>
  );
}

const batchId = new URLSearchParams(location.search).get('batch');
createRoot(document.getElementById('app')).render(<Translation batchId={batchId} />);
