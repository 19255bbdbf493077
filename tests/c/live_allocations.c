// For the tests' module only: how many bytes are allocated at the moment, and a free for what a test has allocated.
#include "memory.h"

#include <emscripten.h>
#include <stdlib.h>

EMSCRIPTEN_KEEPALIVE size_t dts_live_allocations(void) { return dts_memory_live(); }
EMSCRIPTEN_KEEPALIVE void dts_free(void *block) { free(block); }
