// Shared by the fuzz targets.
#pragma once

#include "dts.h"

#include <stdlib.h>
#include <string.h>

// Aborts unless the condition holds, in every build.
#define HOLDS(condition)                                                                                               \
  do {                                                                                                                 \
    if (!(condition)) abort();                                                                                         \
  } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline bool is_within(dts_span part, dts_span whole) {
  return !part.ptr || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static inline bool is_same(dts_span a, dts_span b) { return a.len == b.len && !memcmp(a.ptr, b.ptr, a.len); }

// Removes the first line from the text and returns it without its '\n'.
static inline dts_span next_line(dts_span *text) {
  const char *end = text->len ? memchr(text->ptr, '\n', text->len) : NULL;
  size_t len = end ? (size_t)(end - text->ptr) : text->len, line_len = len + (end != NULL);
  dts_span line = {text->ptr, len};
  *text = (dts_span){text->ptr + line_len, text->len - line_len};
  return line;
}
