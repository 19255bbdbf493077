/**
 * The methods that `using` and `await using` call. Not every runtime has their symbols.
 * @param {(this: any) => void} end
 */
export const disposal = (end) => ({
  ...(Symbol.dispose && { [Symbol.dispose]: end }),
  ...(Symbol.asyncDispose && {
    /** @this {any} */
    async [Symbol.asyncDispose]() {
      end.call(this);
    },
  }),
});
