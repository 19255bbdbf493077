// Part of the test module watched.wasm: the functions that SAFE_HEAP and STACK_OVERFLOW_CHECK call, and deliberate
// faults, to prove that the module traps.
#include <emscripten.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGE_SIZE = 65536 };

uintptr_t *emscripten_get_sbrk_ptr(void);
void *sbrk(intptr_t more);

uintptr_t *emscripten_get_sbrk_ptr(void) {
  static uintptr_t end;
  end = __builtin_wasm_memory_size(0) * PAGE_SIZE;
  return &end;
}

// SAFE_HEAP links it, but never calls it.
void *sbrk(intptr_t more) {
  (void)more;
  return (void *)(uintptr_t)*emscripten_get_sbrk_ptr();
}

// Defined by the linker.
extern const char __stack_low, __stack_high;

uintptr_t emscripten_stack_get_base(void);
uintptr_t emscripten_stack_get_end(void);
size_t emscripten_stack_get_free(void);
void emscripten_stack_init(void);

uintptr_t emscripten_stack_get_base(void) { return (uintptr_t)&__stack_high; }
uintptr_t emscripten_stack_get_end(void) { return (uintptr_t)&__stack_low; }

// STACK_OVERFLOW_CHECK links them, but never calls them.
size_t emscripten_stack_get_free(void) { return 0; }
void emscripten_stack_init(void) {}

// The product of two 128-bit numbers, each given as its lower and upper half. UndefinedBehaviorSanitizer calls it to
// detect overflows of 64-bit multiplications. Not optimized, because clang may replace the body with a call of itself.
void __multi3(uint64_t out[2], uint64_t a, uint64_t a_upper, uint64_t b, uint64_t b_upper);
__attribute__((optnone, noinline)) void __multi3(uint64_t out[2], uint64_t a, uint64_t a_upper, uint64_t b,
                                                 uint64_t b_upper) {
  uint64_t low = (a & UINT32_MAX) * (b & UINT32_MAX);
  uint64_t middle = (a >> 32) * (b & UINT32_MAX) + (low >> 32);
  uint64_t other = (a & UINT32_MAX) * (b >> 32) + (middle & UINT32_MAX);
  out[0] = other << 32 | (low & UINT32_MAX);
  out[1] = (a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32) + a * b_upper + a_upper * b;
}

EMSCRIPTEN_KEEPALIVE uint32_t dts_read_at(uintptr_t address) { return *(volatile uint32_t *)address; }
EMSCRIPTEN_KEEPALIVE int dts_add(int a, int b) { return a + b; }
EMSCRIPTEN_KEEPALIVE int64_t dts_multiply(int64_t a, int64_t b) { return a * b; }

// NOLINTNEXTLINE(misc-no-recursion)
EMSCRIPTEN_KEEPALIVE int dts_recurse(int depth) {
  volatile char frame[256] = {1};
  return depth > 0 ? dts_recurse(depth - 1) + frame[0] : 0;
}
