// A writer appends text to a buffer of fixed size. Internal.
#pragma once

#include "dts.h"

typedef struct {
  char *out;
  size_t *len;     // bytes written
  size_t capacity; // bytes that out can hold
  bool fits;       // false once a text did not fit; later calls then write nothing
} dts_writer;

void dts_writer_append(dts_writer *writer, dts_span text);
