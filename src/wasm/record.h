// Records: the form in which values are passed to JavaScript. A record consists of an array of 32-bit words and one
// text, which holds all strings in order. A word is type | count << 3; record_types.def describes the types. Internal.
#pragma once

#include "member_checks.h"

typedef enum {
#define X(name) DTS_RECORD_##name,
#include "record_types.def"
#undef X
} dts_record_type;

typedef struct {
  uint32_t *words; // one allocation for the words and the text after them
  size_t count;
  char *text;
  size_t len;
} dts_record;

// Allocates a record for so many JSON values and so many bytes of text, plus the members that the product adds.
// Returns false if memory is out.
bool dts_record_init(dts_record *record, size_t values, size_t text_len);
void dts_record_free(dts_record *record);

// Adds an empty object. Returns its index, for the functions below. They add members to the object that was added last.
size_t dts_record_add_object(dts_record *record);
void dts_record_add_bool(dts_record *record, size_t object, dts_name name, bool value);

// These omit an empty text and a negative number. The text may already stand at the end of the record's text.
void dts_record_add_text(dts_record *record, size_t object, dts_name name, dts_span text);
void dts_record_add_number(dts_record *record, size_t object, dts_name name, double value);

// Adds a text of the service that may quote a URL: its signatures are masked. Omits an absent text.
void dts_record_add_masked_text(dts_record *record, size_t object, dts_name name, dts_span text);

// Adds a response that has passed its check: the known members only. Returns the index of its object.
size_t dts_record_add_response(dts_record *record, const struct cJSON *object);

// Adds target, details and innerError of the service's error.
void dts_record_add_error_details(dts_record *record, size_t object, const dts_service_error *error);
