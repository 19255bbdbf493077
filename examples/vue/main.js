import { createApp } from 'vue';
import App from './App.vue';

const query = new URLSearchParams(location.search);
createApp(App, { batchId: query.get('batch'), documentId: query.get('document') }).mount('#app');
