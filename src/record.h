// Values on their way to JavaScript: words that say what comes, and one text that holds all strings in their order.
// Internal. A word is type | argument << 3; see web/record.js, which reads it.
#pragma once

#include "members.h"

typedef struct {
  uint32_t *words;
  size_t count, words_room;
  char *text;
  size_t len, text_room;
  bool failed; // out of memory
} dts_record;

void dts_record_free(dts_record *record);

// A list is opened with the number of values that follow.
size_t dts_record_open_list(dts_record *record, size_t count);

// An object is opened, then for each member a key and a value.
size_t dts_record_open(dts_record *record);
void dts_record_key(dts_record *record, size_t object, dts_name name);
void dts_record_text(dts_record *record, dts_span text);
void dts_record_string(dts_record *record, const char *text);
void dts_record_number(dts_record *record, double value);
void dts_record_bool(dts_record *record, bool value);

// Members that are absent (ptr NULL; a negative number) are left out.
void dts_record_member(dts_record *record, size_t object, dts_name name, dts_span text);
void dts_record_count(dts_record *record, size_t object, dts_name name, double value);
// Text of the service's that may quote a URL: signatures are masked.
void dts_record_quoting(dts_record *record, size_t object, dts_name name, dts_span text);

// Whole values.
void dts_record_error(dts_record *record, const struct cJSON *error);
void dts_record_error_inside(dts_record *record, size_t object,
                             const struct cJSON *error); // target, details, innerError
size_t dts_record_shape(dts_record *record, const dts_shape *shape, const void *values);
