// Stands in for what only clang for WebAssembly has built in, where the allocator is read by tools for another target.
#pragma once

#include <stddef.h>

size_t __builtin_wasm_memory_grow(int memory, size_t pages);
