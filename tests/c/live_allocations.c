// For the tests' module only: how many bytes are allocated at the moment.
#include <emscripten.h>
#include <malloc.h>

EMSCRIPTEN_KEEPALIVE size_t dts_live_allocations(void) { return (size_t)mallinfo().uordblks; }
