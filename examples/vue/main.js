import { createApp } from 'vue';
import App from './App.vue';

const batchId = new URLSearchParams(location.search).get('batch');
createApp(App, { batchId }).mount('#app');
