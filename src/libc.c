// What the module takes of the C library's string functions, written to be small: the library's own read a word at a
// time, here only the one that is called for every string. To be compiled with -fno-builtin, or a loop becomes a call
// of itself.
#include "text.h"

typedef uint64_t __attribute__((may_alias)) eight;

__attribute__((noinline)) size_t strlen(const char *text) {
  for (const char *end = text;; end++) {
    if ((uintptr_t)end % 8 == 0)
      while (!((*(const eight *)end - DTS_EACH(1)) & ~*(const eight *)end & DTS_EACH(0x80))) end += 8;
    if (!*end) return (size_t)(end - text);
  }
}

int strncmp(const char *a, const char *b, size_t most) {
  for (; most; a++, b++, most--)
    if (*a != *b || !*a) return (unsigned char)*a - (unsigned char)*b;
  return 0;
}

int strcmp(const char *a, const char *b) { return strncmp(a, b, (size_t)-1); }

int memcmp(const void *a, const void *b, size_t size) {
  const unsigned char *one = a, *other = b;
  for (; size; one++, other++, size--)
    if (*one != *other) return *one - *other;
  return 0;
}
