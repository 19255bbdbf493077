import { mount } from 'svelte';
import App from './App.svelte';

const props = { batchId: new URLSearchParams(location.search).get('batch') };
mount(App, { target: document.getElementById('app'), props });
