// Part of the test module counted.wasm: counts allocated bytes, makes allocations fail, and gives the stack's
// addresses.
#include "wasm/memory.h"

#include <emscripten.h>
#include <stdint.h>
#include <stdlib.h>

// Defined by the linker.
extern const char __stack_low, __stack_high;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

// The number of allocations that succeed before one fails; negative if none fails.
static int until_failure = -1;

static bool must_fail(void) { return until_failure >= 0 && until_failure-- == 0; }
void *__wrap_malloc(size_t size) { return must_fail() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return must_fail() ? NULL : __real_calloc(count, size); }

// An allocation from JavaScript, which may fail as well. (The linker wraps only the calls in the C.)
EMSCRIPTEN_KEEPALIVE void *dts_malloc(size_t size) { return malloc(size); }
EMSCRIPTEN_KEEPALIVE void dts_free(void *block) { free(block); }
EMSCRIPTEN_KEEPALIVE size_t dts_live_allocations(void) { return dts_memory_live(); }

// Makes the allocation after so many others fail. Returns the number of allocations that were left before the last one
// to fail; negative if it has failed.
EMSCRIPTEN_KEEPALIVE int dts_fail_after(int allocations) {
  int before = until_failure;
  until_failure = allocations;
  return before;
}

EMSCRIPTEN_KEEPALIVE const char *dts_stack_low(void) { return &__stack_low; }
EMSCRIPTEN_KEEPALIVE const char *dts_stack_high(void) { return &__stack_high; }
