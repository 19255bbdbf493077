// The package's entries that need Node's modules, imported by name.

export const serverEntries = { './simulator': () => import('document-translation-status/simulator') };
