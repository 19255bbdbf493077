// What is allocated. Internal.
#pragma once

#include <stddef.h>

// Bytes in blocks that malloc gave and that were not freed.
size_t dts_memory_live(void);
