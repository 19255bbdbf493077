'use client';

import 'document-translation-status/element/define';
import { useEffect, useState } from 'react';
import { describe } from '../describe.js';

export function Status({ place }) {
  const [text, setText] = useState('');
  useEffect(() => {
    describe(place).then(setText);
  }, [place]);
  return (
    <>
      <output>{text}</output>
      <document-translation-status
        endpoint={place.endpoint}
        batch-id={place.batchId}
        document-id={place.documentId}
        token={place.token}
      />
    </>
  );
}
