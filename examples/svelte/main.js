import { mount } from 'svelte';
import App from './App.svelte';

const query = new URLSearchParams(location.search);
const props = { batchId: query.get('batch'), documentId: query.get('document') };
mount(App, { target: document.getElementById('app'), props });
