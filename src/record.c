// Writes values for JavaScript: an array of words and a text, whose room is made before.
#include "record.h"
#include "text.h"

#include "cJSON.h"

#include <math.h>
#include <stdlib.h>

enum { NIL, NO, YES, DOUBLE, STRING, ARRAY, OBJECT, SMALL };

// More than the product adds to what a reply holds.
enum { MORE_WORDS = 64, MORE_TEXT = 256, WORDS_OF_VALUE = 4 };

bool dts_record_start(dts_record *record, size_t values, size_t text_len) {
  size_t words = values * WORDS_OF_VALUE + MORE_WORDS;
  *record = (dts_record){malloc(words * sizeof(uint32_t) + text_len + MORE_TEXT), 0, NULL, 0};
  if (!record->words) return false;
  record->text = (char *)(record->words + words);
  return true;
}

void dts_record_free(dts_record *record) { free(record->words); }

static void put(dts_record *record, uint32_t type, size_t argument) {
  record->words[record->count++] = type | (uint32_t)argument << 3;
}

static void put_text(dts_record *record, dts_span text, bool masked) {
  char *copy = record->text + record->len;
  memmove(copy, text.ptr, text.len); // a message stands there already
  if (masked) dts_text_mask(copy, text.len);
  record->len += text.len;
  put(record, STRING, text.len);
}

void dts_record_text(dts_record *record, dts_span text) { put_text(record, text, false); }

static void put_number(dts_record *record, double value) {
  if (value >= 0 && value < 1 << 28 && value == (uint32_t)value && !signbit(value)) { // -0 is not 0
    put(record, SMALL, (uint32_t)value);
    return;
  }
  put(record, DOUBLE, 0);
  memcpy(record->words + record->count, &value, sizeof value);
  record->count += 2;
}

void dts_record_bool(dts_record *record, bool value) { put(record, value ? YES : NO, 0); }

size_t dts_record_open(dts_record *record) {
  put(record, OBJECT, 0);
  return record->count - 1;
}

static void count_member(dts_record *record, size_t object) { record->words[object] += 1 << 3; }

void dts_record_key(dts_record *record, size_t object, dts_name name) {
  count_member(record, object);
  put(record, SMALL, (size_t)name);
}

void dts_record_member(dts_record *record, size_t object, dts_name name, dts_span text) {
  if (!text.len) return;
  dts_record_key(record, object, name);
  dts_record_text(record, text);
}

void dts_record_count(dts_record *record, size_t object, dts_name name, double value) {
  if (value < 0) return;
  dts_record_key(record, object, name);
  put_number(record, value);
}

void dts_record_quoting(dts_record *record, size_t object, dts_name name, dts_span text) {
  if (!text.ptr) return;
  dts_record_key(record, object, name);
  put_text(record, text, true);
}

static void put_error(dts_record *record, const cJSON *value, int depth);

// Any JSON value: as it is, or the members that were found to be known. Its depth is bounded by the parser.
static void put_json(dts_record *record, const cJSON *value, bool known) {
  if (cJSON_IsString(value)) {
    put_text(record, (dts_span){value->valuestring, strlen(value->valuestring)}, !known);
  } else if (cJSON_IsNumber(value)) {
    put_number(record, value->valuedouble);
  } else if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
    size_t at = record->count;
    bool object = cJSON_IsObject(value);
    put(record, object ? OBJECT : ARRAY, 0);
    for (const cJSON *child = value->child; child; child = child->next) {
      if (known && object) {
        if (child->valueint < 0) continue;
        dts_record_key(record, at, (dts_name)child->valueint);
        if (child->valueint == DTS_NAME_error) {
          put_error(record, child, 0);
          continue;
        }
      } else {
        count_member(record, at);
        if (object) put_text(record, (dts_span){child->string, strlen(child->string)}, true);
      }
      put_json(record, child, known);
    }
  } else {
    put(record, cJSON_IsTrue(value) ? YES : cJSON_IsFalse(value) ? NO : NIL, 0);
  }
}

static void put_error_inside(dts_record *record, size_t object, const dts_error *error, int depth) {
  dts_record_quoting(record, object, DTS_NAME_target, error->target);
  if (error->details) {
    dts_record_key(record, object, DTS_NAME_details);
    put_json(record, error->details, false);
  }
  if (error->inner && depth < DTS_ERROR_DEPTH) {
    dts_record_key(record, object, DTS_NAME_innerError);
    put_error(record, error->inner, depth + 1);
  }
}

static void put_error(dts_record *record, const cJSON *value, int depth) {
  dts_error error;
  dts_error_read(value, &error);
  size_t object = dts_record_open(record);
  dts_record_quoting(record, object, DTS_NAME_code, error.code);
  dts_record_quoting(record, object, DTS_NAME_message, error.message);
  put_error_inside(record, object, &error, depth);
}

void dts_record_error_inside(dts_record *record, size_t object, const dts_error *error) {
  put_error_inside(record, object, error, 0);
}

size_t dts_record_reply(dts_record *record, const cJSON *object) {
  size_t at = record->count;
  put_json(record, object, true);
  return at;
}
