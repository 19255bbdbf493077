// Shared by the C tests: spans of literals, copies whose ends the sanitizers check, and failures that print their case.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dts.h"

// Initializes a span: T("text"), which may contain NULs.
#define T(literal)                                                                                                     \
  { "" literal, sizeof(literal) - 1 }
#define SPAN(literal) ((dts_span)T(literal))
#define NONE                                                                                                           \
  { NULL, 0 }
#define COUNT(table) (sizeof(table) / sizeof *(table))

// Fails the test and prints the text, unless the condition holds.
#define CHECK(text, condition)                                                                                         \
  do {                                                                                                                 \
    if (!(condition)) fail_for(text, #condition, __FILE__, __LINE__);                                                  \
  } while (0)

static inline void fail_for(dts_span text, const char *condition, const char *file, int line) {
  fprintf(stderr, "failed: %s\n  for: ", condition);
  for (size_t i = 0; i < text.len && i < 2000; i++) {
    unsigned char c = (unsigned char)text.ptr[i];
    fprintf(stderr, c >= 0x20 && c < 0x7f ? "%c" : "\\x%02x", c);
  }
  fprintf(stderr, "\n");
  _fail(file, line);
}

static inline dts_span span_of(const char *text) { return (dts_span){text, text ? strlen(text) : 0}; }

static inline bool same(dts_span a, dts_span b) {
  return !a.ptr == !b.ptr && a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool contains(dts_span text, const char *part) {
  size_t len = strlen(part);
  for (size_t i = 0; i + len <= text.len; i++)
    if (memcmp(text.ptr + i, part, len) == 0) return true;
  return false;
}

// Returns a copy whose memory ends with the text, so that the sanitizers detect reads beyond it. Free it with
// release().
static inline dts_span copy_of(dts_span text) {
  char *copy = malloc(text.len ? text.len : 1);
  if (!copy) abort();
  if (text.len) memcpy(copy, text.ptr, text.len);
  return (dts_span){copy, text.len};
}

static inline void release(dts_span copy) { free((char *)(uintptr_t)copy.ptr); }
