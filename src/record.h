// Values on their way to JavaScript: words that say what comes, and one text that holds all strings in their order.
// Internal. A word is type | argument << 3; see web/module/record.js, which reads it.
#pragma once

#include "members.h"

struct cJSON;

typedef struct {
  uint32_t *words; // room for all that is to come, and the text behind it
  size_t count;
  char *text;
  size_t len;
} dts_record;

// Makes room for so many values of JSON, so many bytes of text, and what the product adds to them. False if memory is
// out. The record needs dts_record_free in every case.
bool dts_record_start(dts_record *record, size_t values, size_t text_len);
void dts_record_free(dts_record *record);

// An object is opened, then for each member a key and a value.
size_t dts_record_open(dts_record *record);
void dts_record_key(dts_record *record, size_t object, dts_name name);
void dts_record_text(dts_record *record, dts_span text);
void dts_record_bool(dts_record *record, bool value);

// Members that are absent (an empty text; a negative number) are left out.
void dts_record_member(dts_record *record, size_t object, dts_name name, dts_span text);
void dts_record_count(dts_record *record, size_t object, dts_name name, double value);
// Text of the service's that may quote a URL: signatures are masked. Absent is a ptr of NULL.
void dts_record_quoting(dts_record *record, size_t object, dts_name name, dts_span text);

// The members that a check of the reply has found to be known.
size_t dts_record_reply(dts_record *record, const struct cJSON *object);

// An error's target, details and innerError.
void dts_record_error_inside(dts_record *record, size_t object, const dts_error *error);
