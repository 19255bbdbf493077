import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

// Vue is told which tags are not its own.
const isCustomElement = (tag) => tag.startsWith('document-translation-');

export default defineConfig({ plugins: [vue({ template: { compilerOptions: { isCustomElement } } })] });
