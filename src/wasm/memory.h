// The state of the allocator, for tests. Internal.
#pragma once

#include <stddef.h>

// The size of all blocks that are allocated, in bytes, with their headers.
size_t dts_memory_live(void);
