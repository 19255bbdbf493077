// Imports only one small function of the package.
import { isTerminal } from 'document-translation-status';

document.querySelector('output').textContent = ['Running', 'Canceled'].map(isTerminal).join();
