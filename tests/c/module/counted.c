// For the tests' module only: how many bytes are allocated at the moment, allocations that fail when they are told to,
// a free for what a test has allocated, and where the stack lies.
#include "memory.h"

#include <emscripten.h>
#include <stdint.h>
#include <stdlib.h>

// The linker's.
extern const char __stack_low, __stack_high;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

// How many allocations succeed before one fails; negative: all do.
static int until_failure = -1;

static bool fails(void) { return until_failure >= 0 && until_failure-- == 0; }
void *__wrap_malloc(size_t size) { return fails() ? NULL : __real_malloc(size); }
void *__wrap_calloc(size_t count, size_t size) { return fails() ? NULL : __real_calloc(count, size); }

// JavaScript's malloc, which may fail, too.
EMSCRIPTEN_KEEPALIVE void *dts_malloc(size_t size) { return malloc(size); }
EMSCRIPTEN_KEEPALIVE void dts_free(void *block) { free(block); }
EMSCRIPTEN_KEEPALIVE size_t dts_live_allocations(void) { return dts_memory_live(); }

// Returns how many were still to succeed: negative where the one to fail has failed, or none was to.
EMSCRIPTEN_KEEPALIVE int dts_fail_after(int allocations) {
  int before = until_failure;
  until_failure = allocations;
  return before;
}

EMSCRIPTEN_KEEPALIVE const char *dts_stack_low(void) { return &__stack_low; }
EMSCRIPTEN_KEEPALIVE const char *dts_stack_high(void) { return &__stack_high; }
