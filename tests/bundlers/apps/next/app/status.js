'use client';

import 'document-translation-status/element/define';
import { useEffect, useState } from 'react';
import { describe } from '../describe.js';

export function Status({ settings }) {
  const [text, setText] = useState('');
  useEffect(() => {
    describe(settings).then(setText);
  }, [settings]);
  return (
    <>
      <output>{text}</output>
      <document-translation-status
        endpoint={settings.endpoint}
        batch-id={settings.batchId}
        document-id={settings.documentId}
        token={settings.token}
      />
    </>
  );
}
