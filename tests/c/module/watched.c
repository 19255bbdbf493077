// For the module that is built to be watched: the end of the memory, which SAFE_HEAP asks for, and faults on purpose,
// to prove that it sees them.
#include <emscripten.h>
#include <stdint.h>

enum { PAGE_SIZE = 65536 };

uintptr_t *emscripten_get_sbrk_ptr(void);
void *sbrk(intptr_t more);

uintptr_t *emscripten_get_sbrk_ptr(void) {
  static uintptr_t end;
  end = __builtin_wasm_memory_size(0) * PAGE_SIZE;
  return &end;
}

// Linked for SAFE_HEAP; nobody calls it.
void *sbrk(intptr_t more) {
  (void)more;
  return (void *)(uintptr_t)*emscripten_get_sbrk_ptr();
}

EMSCRIPTEN_KEEPALIVE uint32_t dts_read_at(uintptr_t address) { return *(volatile uint32_t *)address; }
EMSCRIPTEN_KEEPALIVE int dts_add(int a, int b) { return a + b; }

// NOLINTNEXTLINE(misc-no-recursion)
EMSCRIPTEN_KEEPALIVE int dts_recurse(int depth) {
  volatile char frame[256] = {1};
  return depth > 0 ? dts_recurse(depth - 1) + frame[0] : 0;
}
