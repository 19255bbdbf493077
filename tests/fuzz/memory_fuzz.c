// The module's allocator, with memory that grows in pages as WebAssembly's does, up to a limit: blocks keep their
// contents, do not overlap, are aligned, and can all be freed.
#include "fuzz.h"

enum { PAGE_SIZE = 65536, PAGES = 8, BLOCKS = 32, STRIDE = 61 };

static _Alignas(PAGE_SIZE) char arena[PAGES * PAGE_SIZE];
static size_t pages, limit;

// Returns the number of the first new page: the allocator multiplies it by the page size to get an address.
static size_t grow(int memory, size_t more) {
  HOLDS(memory == 0);
  if (more > limit - pages) return SIZE_MAX;
  pages += more;
  return (size_t)arena / PAGE_SIZE + pages - more;
}

#define malloc dts_malloc
#define calloc dts_calloc
#define realloc dts_realloc
#define free dts_free
#define __builtin_wasm_memory_grow grow
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void *realloc(void *pointer, size_t size);
void free(void *pointer);
#include "wasm/memory.c"

static struct {
  unsigned char *at;
  size_t size;
  unsigned char mark;
} blocks[BLOCKS];

static void check_contents(int i) {
  for (size_t at = 0; at < blocks[i].size; at += STRIDE) HOLDS(blocks[i].at[at] == blocks[i].mark);
}

static void free_block(int i) {
  check_contents(i);
  free(blocks[i].at);
  blocks[i].at = NULL;
  blocks[i].size = 0;
}

// Each step has four bytes: the operation, the block, and the size.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  free_blocks = NULL;
  pages = 0;
  limit = data[0] % (PAGES + 1);
  for (data++, size--; size >= 4; data += 4, size -= 4) {
    int i = data[1] % BLOCKS;
    size_t requested = (size_t)data[2] | (size_t)data[3] << 8;
    requested = data[0] & 16 ? requested * 2 : requested % 600;
    void *block = NULL;
    if (data[0] % 4 == 3) {
      check_contents(i);
      size_t kept_size = blocks[i].size < requested ? blocks[i].size : requested;
      block = realloc(blocks[i].at, requested);
      if (!block) continue;
      for (size_t at = 0; at < kept_size; at += STRIDE) HOLDS(((unsigned char *)block)[at] == blocks[i].mark);
    } else {
      if (blocks[i].at) free_block(i);
      if (data[0] % 4 == 0) continue;
      block = data[0] % 4 == 1 ? malloc(requested) : calloc(requested, 1);
      if (block && data[0] % 4 == 2)
        for (size_t at = 0; at < requested; at++) HOLDS(!((unsigned char *)block)[at]);
    }
    if (!block) continue;
    HOLDS((size_t)block % 8 == 0 && (char *)block >= arena && (char *)block + requested <= arena + pages * PAGE_SIZE);
    blocks[i].at = block;
    blocks[i].size = requested;
    blocks[i].mark = (unsigned char)(data[1] ^ data[2] ^ size);
    memset(block, blocks[i].mark, requested);
  }
  for (int i = 0; i < BLOCKS; i++)
    if (blocks[i].at) free_block(i);
  HOLDS(dts_memory_live() == 0);
  HOLDS(!malloc(SIZE_MAX) && !calloc(SIZE_MAX / 2, 3) && !malloc((size_t)INT32_MAX + 1));
  if (limit < 2) return 0;
  void *largest = malloc(pages > 0 ? pages * PAGE_SIZE - 16 : 1);
  HOLDS(largest); // the freed blocks were merged
  free(largest);
  free(NULL);
  return 0;
}
