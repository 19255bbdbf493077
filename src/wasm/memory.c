// The module's allocator: a first-fit search in a list of free blocks. The list is ordered by address, so that adjacent
// free blocks can be merged. This is enough for the few blocks that a request needs, and much smaller than
// Emscripten's.
#include "memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE = 65536 };

typedef struct block {
  size_t size;        // with this header
  struct block *next; // of a free block
} block;

static block *free_blocks;
static size_t live;

size_t dts_memory_live(void) { return live; }

__attribute__((noinline)) void free(void *pointer) {
  if (!pointer) return;
  block *freed = (block *)pointer - 1, *before = NULL, *after = free_blocks;
  live -= freed->size;
  // A response may hold signatures and quoted credentials.
  memset(pointer, 0, freed->size - sizeof(block));
  for (; after && after < freed; after = after->next) before = after;
  freed->next = after;
  if ((char *)freed + freed->size == (char *)after) {
    freed->size += after->size;
    freed->next = after->next;
  }
  if (!before) {
    free_blocks = freed;
  } else if ((char *)before + before->size == (char *)freed) {
    before->size += freed->size;
    before->next = freed->next;
  } else {
    before->next = freed;
  }
}

__attribute__((noinline)) void *malloc(size_t size) {
  if (size > INT32_MAX) return NULL;
  size = (size + sizeof(block) + 7) & ~(size_t)7;
  for (;;) {
    for (block **link = &free_blocks, *found; (found = *link); link = &found->next) {
      if (found->size < size) continue;
      block *rest = (block *)((char *)found + size);
      if (found->size - size <= sizeof(block)) {
        size = found->size;
        *link = found->next;
      } else {
        *rest = (block){found->size - size, found->next};
        *link = rest;
        found->size = size;
      }
      live += size;
      return found + 1;
    }
    size_t pages = (size + PAGE - 1) / PAGE, at = __builtin_wasm_memory_grow(0, pages);
    if (at == SIZE_MAX) return NULL;
    block *more = (block *)(at * PAGE);
    more->size = pages * PAGE;
    live += more->size;
    free(more + 1);
  }
}

void *calloc(size_t count, size_t size) {
  void *result = count && size > INT32_MAX / count ? NULL : malloc(count * size);
  return result ? memset(result, 0, count * size) : NULL;
}

void *realloc(void *pointer, size_t size) {
  void *grown = malloc(size);
  if (!grown || !pointer) return grown;
  size_t held = ((block *)pointer - 1)->size - sizeof(block);
  memcpy(grown, pointer, held < size ? held : size);
  free(pointer);
  return grown;
}
