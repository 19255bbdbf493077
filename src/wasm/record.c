// Records: the form in which values are passed to JavaScript.
#include "record.h"
#include "span.h"

#include "cJSON.h"

#include <math.h>
#include <stdlib.h>

// A JSON value needs at most four words: one for its key, and three for a DOUBLE.
enum { WORDS_PER_VALUE = 4 };
// Enough for the members that the product adds: retryAfterMs, etag, requestId and those of an error.
enum { EXTRA_WORDS = 64, EXTRA_TEXT = 256 };

bool dts_record_init(dts_record *record, size_t values, size_t text_len) {
  size_t words = values * WORDS_PER_VALUE + EXTRA_WORDS;
  *record = (dts_record){malloc(words * sizeof(uint32_t) + text_len + EXTRA_TEXT), 0, NULL, 0};
  if (!record->words) return false;
  record->text = (char *)(record->words + words);
  return true;
}

void dts_record_free(dts_record *record) { free(record->words); }

// ---- Values

static void add_word(dts_record *record, dts_record_type type, size_t count) {
  record->words[record->count++] = type | (uint32_t)count << 3;
}

static void add_string(dts_record *record, dts_span text, bool masked) {
  char *copy = record->text + record->len;
  memmove(copy, text.ptr, text.len); // memmove, because a message is written in place
  if (masked) dts_signature_mask(copy, text.len);
  record->len += text.len;
  add_word(record, DTS_RECORD_STRING, text.len);
}

static void add_double(dts_record *record, double value) {
  // JavaScript distinguishes -0 from 0.
  if (value >= 0 && value < 1 << 28 && value == (uint32_t)value && !signbit(value)) {
    add_word(record, DTS_RECORD_SMALL, (uint32_t)value);
    return;
  }
  add_word(record, DTS_RECORD_DOUBLE, 0);
  memcpy(record->words + record->count, &value, sizeof value);
  record->count += 2;
}

static void increment_count(dts_record *record, size_t at) { record->words[at] += 1 << 3; }

static void add_key(dts_record *record, size_t object, dts_name name) {
  increment_count(record, object);
  add_word(record, DTS_RECORD_SMALL, (size_t)name);
}

// ---- Members

size_t dts_record_add_object(dts_record *record) {
  add_word(record, DTS_RECORD_OBJECT, 0);
  return record->count - 1;
}

void dts_record_add_bool(dts_record *record, size_t object, dts_name name, bool value) {
  add_key(record, object, name);
  add_word(record, value ? DTS_RECORD_TRUE : DTS_RECORD_FALSE, 0);
}

void dts_record_add_text(dts_record *record, size_t object, dts_name name, dts_span text) {
  if (!text.len) return;
  add_key(record, object, name);
  add_string(record, text, false);
}

void dts_record_add_number(dts_record *record, size_t object, dts_name name, double value) {
  if (value < 0) return;
  add_key(record, object, name);
  add_double(record, value);
}

void dts_record_add_masked_text(dts_record *record, size_t object, dts_name name, dts_span text) {
  if (!text.ptr) return;
  add_key(record, object, name);
  add_string(record, text, true);
}

// ---- JSON

static void add_error(dts_record *record, const cJSON *value, int depth);

// Adds any JSON value. If checked, objects have only their known members; otherwise all members, with signatures
// masked. The parser limits the depth of the recursion.
static void add_json(dts_record *record, const cJSON *value, bool checked) {
  if (cJSON_IsString(value)) {
    add_string(record, (dts_span){value->valuestring, strlen(value->valuestring)}, !checked);
  } else if (cJSON_IsNumber(value)) {
    add_double(record, value->valuedouble);
  } else if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
    size_t at = record->count;
    bool is_object = cJSON_IsObject(value);
    add_word(record, is_object ? DTS_RECORD_OBJECT : DTS_RECORD_ARRAY, 0);
    for (const cJSON *child = value->child; child; child = child->next) {
      if (checked && is_object) {
        if (child->valueint < 0) continue;
        add_key(record, at, (dts_name)child->valueint);
        if (child->valueint == DTS_NAME_error) {
          add_error(record, child, 0);
          continue;
        }
      } else {
        increment_count(record, at);
        if (is_object) add_string(record, (dts_span){child->string, strlen(child->string)}, true);
      }
      add_json(record, child, checked);
    }
  } else {
    add_word(record,
             cJSON_IsTrue(value)    ? DTS_RECORD_TRUE
             : cJSON_IsFalse(value) ? DTS_RECORD_FALSE
                                    : DTS_RECORD_NULL,
             0);
  }
}

static void add_error_details(dts_record *record, size_t object, const dts_service_error *error, int depth) {
  dts_record_add_masked_text(record, object, DTS_NAME_target, error->target);
  if (error->details) {
    add_key(record, object, DTS_NAME_details);
    add_json(record, error->details, false);
  }
  if (error->inner && depth < DTS_MAX_ERROR_DEPTH) {
    add_key(record, object, DTS_NAME_innerError);
    add_error(record, error->inner, depth + 1);
  }
}

static void add_error(dts_record *record, const cJSON *value, int depth) {
  dts_service_error error;
  dts_service_error_read(value, &error);
  size_t object = dts_record_add_object(record);
  dts_record_add_masked_text(record, object, DTS_NAME_code, error.code);
  dts_record_add_masked_text(record, object, DTS_NAME_message, error.message);
  add_error_details(record, object, &error, depth);
}

void dts_record_add_error_details(dts_record *record, size_t object, const dts_service_error *error) {
  add_error_details(record, object, error, 0);
}

size_t dts_record_add_response(dts_record *record, const cJSON *object) {
  size_t at = record->count;
  add_json(record, object, true);
  return at;
}
