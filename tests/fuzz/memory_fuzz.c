// The module's allocator, on memory that grows in pages as WebAssembly's does, and runs out: blocks hold what was put
// into them, overlap nobody, are aligned, and all come back.
#include "fuzz.h"

enum { PAGE_SIZE = 65536, PAGES = 8, BLOCKS = 32, STRIDE = 61 };

static _Alignas(PAGE_SIZE) char arena[PAGES * PAGE_SIZE];
static size_t pages, limit;

// Under the numbers that the allocator makes addresses of.
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
#include "memory.c"

static struct {
  unsigned char *at;
  size_t size;
  unsigned char mark;
} blocks[BLOCKS];

static void check(int i) {
  for (size_t at = 0; at < blocks[i].size; at += STRIDE) HOLDS(blocks[i].at[at] == blocks[i].mark);
}

static void give_back(int i) {
  check(i);
  free(blocks[i].at);
  blocks[i].at = NULL;
  blocks[i].size = 0;
}

// Each step is four bytes: what to do, with which block, and a size.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size < 1) return 0;
  free_blocks = NULL;
  pages = 0;
  limit = data[0] % (PAGES + 1);
  for (data++, size--; size >= 4; data += 4, size -= 4) {
    int i = data[1] % BLOCKS;
    size_t wanted = (size_t)data[2] | (size_t)data[3] << 8;
    wanted = data[0] & 16 ? wanted * 2 : wanted % 600;
    void *got = NULL;
    if (data[0] % 4 == 3) {
      check(i);
      size_t kept = blocks[i].size < wanted ? blocks[i].size : wanted;
      got = realloc(blocks[i].at, wanted);
      if (!got) continue;
      for (size_t at = 0; at < kept; at += STRIDE) HOLDS(((unsigned char *)got)[at] == blocks[i].mark);
    } else {
      if (blocks[i].at) give_back(i);
      if (data[0] % 4 == 0) continue;
      got = data[0] % 4 == 1 ? malloc(wanted) : calloc(wanted, 1);
      if (got && data[0] % 4 == 2)
        for (size_t at = 0; at < wanted; at++) HOLDS(!((unsigned char *)got)[at]);
    }
    if (!got) continue;
    HOLDS((size_t)got % 8 == 0 && (char *)got >= arena && (char *)got + wanted <= arena + pages * PAGE_SIZE);
    blocks[i].at = got;
    blocks[i].size = wanted;
    blocks[i].mark = (unsigned char)(data[1] ^ data[2] ^ size);
    memset(got, blocks[i].mark, wanted);
  }
  for (int i = 0; i < BLOCKS; i++)
    if (blocks[i].at) give_back(i);
  HOLDS(dts_memory_live() == 0);
  HOLDS(!malloc(SIZE_MAX) && !calloc(SIZE_MAX / 2, 3) && !malloc((size_t)INT32_MAX + 1));
  if (limit < 2) return 0;
  void *most = malloc(pages > 0 ? pages * PAGE_SIZE - 16 : 1);
  HOLDS(most); // what came back is one piece again
  free(most);
  free(NULL);
  return 0;
}
