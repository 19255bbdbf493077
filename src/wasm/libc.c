// The functions of the C library that the module needs, written to be small. Linking Emscripten's library would compile
// all of it in the first build, which takes two minutes. This file is compiled with -fno-builtin, without which clang
// turns the loop of a function into a call of that function, and with -mbulk-memory, which memcpy and memset need.
#include "span.h"

#include <ctype.h>
#include <stdlib.h>

// Emscripten defines these names.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

// The entry point that Emscripten's linker requires. It is exported under another name, because minifiers may rename
// properties that start with an underscore.
void __wasm_call_ctors(void);
void _initialize(void);
__attribute__((export_name("dts_initialize"))) void _initialize(void) { __wasm_call_ctors(); }

// Emscripten exports these for the JavaScript that it generates. This module has none, so they are never called.
void _emscripten_stack_restore(uintptr_t to);
uintptr_t emscripten_stack_get_current(void);
void _emscripten_stack_restore(uintptr_t to) { (void)to; }
uintptr_t emscripten_stack_get_current(void) { return 0; }

// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

void *memcpy(void *restrict to, const void *restrict from, size_t size) { return __builtin_memcpy(to, from, size); }

void *memset(void *to, int byte, size_t size) { return __builtin_memset(to, byte, size); }

typedef uint64_t __attribute__((may_alias)) eight;

// Called for every string, so it reads eight bytes at a time.
__attribute__((noinline)) size_t strlen(const char *text) {
  for (const char *end = text;; end++) {
    if ((uintptr_t)end % 8 == 0)
      while (!((*(const eight *)end - DTS_REPEAT_BYTE(1)) & ~*(const eight *)end & DTS_REPEAT_BYTE(0x80))) end += 8;
    if (!*end) return (size_t)(end - text);
  }
}

int strncmp(const char *a, const char *b, size_t size) {
  for (; size; a++, b++, size--)
    if (*a != *b || !*a) return (unsigned char)*a - (unsigned char)*b;
  return 0;
}

int strcmp(const char *a, const char *b) { return strncmp(a, b, (size_t)-1); }

int memcmp(const void *a, const void *b, size_t size) {
  const unsigned char *first = a, *second = b;
  for (; size; first++, second++, size--)
    if (*first != *second) return *first - *second;
  return 0;
}

char *strcpy(char *restrict to, const char *restrict from) { return memcpy(to, from, strlen(from) + 1); }

char *strncpy(char *restrict to, const char *restrict from, size_t size) {
  size_t len = 0;
  for (; len < size && from[len]; len++) to[len] = from[len];
  memset(to + len, 0, size - len);
  return to;
}

char *strdup(const char *text) {
  size_t size = strlen(text) + 1;
  char *copy = malloc(size);
  return copy ? memcpy(copy, text, size) : NULL;
}

int tolower(int c) { return c >= 'A' && c <= 'Z' ? c | 32 : c; }
