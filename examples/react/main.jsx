// The element in React 19. React sets `token` as a property, because it is a function.
import 'document-translation-status/element/define';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

const getToken = async () => (await fetch('/view-token')).text();

function Translation({ batchId, documentId }) {
  const [status, setStatus] = useState('Waiting');
  return (
    <>
      <document-translation-status
        endpoint="/"
        batch-id={batchId}
        document-id={documentId}
        name="Contract.docx"
        token={getToken}
        ondocument-translation-change={({ detail }) => setStatus(detail.status)}
      />
      <p id="status">{status}</p>
    </>
  );
}

const query = new URLSearchParams(location.search);
createRoot(document.getElementById('app')).render(
  <Translation batchId={query.get('batch')} documentId={query.get('document')} />,
);
