// What an import of module.wasm gives where it gives a compiled module; pass it as createClient's `wasm`.
declare const module: import('./module/loader.js').WasmModule;
export default module;
