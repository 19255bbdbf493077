// A writer appends text to a buffer of fixed size.
#include "writer.h"

#include <string.h>

void dts_writer_append(dts_writer *writer, dts_span text) {
  writer->fits = writer->fits && text.len <= writer->capacity - *writer->len;
  if (!writer->fits) return;
  memcpy(writer->out + *writer->len, text.ptr, text.len);
  *writer->len += text.len;
}
