import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// Vue must not treat these tags as Vue components.
const isCustomElement = (tag) => tag.startsWith('document-translation-');

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
