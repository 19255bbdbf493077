// Records what the module delivers from its first instance on: this is to be imported before the package. 0 is a value.

/** @type {number[]} */
export const delivered = [];

const { Instance } = WebAssembly;
WebAssembly.Instance = /** @type {any} */ (
  class extends Instance {
    /** @param {WebAssembly.Module} module @param {any} imports */
    constructor(module, { env }) {
      const deliver = env.dts_host_deliver;
      const record = (/** @type {number[]} */ ...args) => {
        delivered.push(args[1]);
        deliver(...args);
      };
      super(module, { env: { ...env, dts_host_deliver: record } });
    }
  }
);
