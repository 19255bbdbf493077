// Writes values for JavaScript: one growing array of words, one growing text.
#include "record.h"
#include "text.h"

#include "cJSON.h"

#include <math.h>
#include <stdlib.h>

enum { NIL, NO, YES, DOUBLE, STRING, ARRAY, OBJECT, SMALL };

static bool reserve(dts_record *record, void **data, size_t *room, size_t size, size_t needed) {
  if (record->failed || needed <= *room) return !record->failed;
  size_t next = *room ? *room * 2 : 256;
  while (next < needed) next *= 2;
  void *grown = realloc(*data, next * size);
  record->failed = !grown;
  if (!grown) return false;
  *data = grown;
  *room = next;
  return true;
}

static void put(dts_record *record, uint32_t type, size_t argument) {
  if (reserve(record, (void **)&record->words, &record->words_room, sizeof(uint32_t), record->count + 1))
    record->words[record->count++] = type | (uint32_t)argument << 3;
}

void dts_record_free(dts_record *record) {
  free(record->words);
  free(record->text);
}

static void put_text(dts_record *record, dts_span text, bool masked) {
  if (!reserve(record, (void **)&record->text, &record->text_room, 1, record->len + text.len)) return;
  char *copy = memcpy(record->text + record->len, text.ptr, text.len);
  if (masked) dts_text_mask(copy, text.len);
  size_t units = 0; // of UTF-16, in which JavaScript counts
  for (size_t i = 0; i < text.len; i++) {
    units += ((unsigned char)copy[i] & 0xc0) != 0x80;
    units += (unsigned char)copy[i] >= 0xf0;
  }
  record->len += text.len;
  put(record, STRING, units);
}

void dts_record_text(dts_record *record, dts_span text) { put_text(record, text, false); }

void dts_record_string(dts_record *record, const char *text) {
  dts_record_text(record, (dts_span){text, strlen(text)});
}

void dts_record_number(dts_record *record, double value) {
  if (value >= 0 && value < 1 << 28 && value == (uint32_t)value && !signbit(value)) { // -0 is not 0
    put(record, SMALL, (uint32_t)value);
    return;
  }
  uint32_t halves[2];
  memcpy(halves, &value, sizeof value);
  put(record, DOUBLE, 0);
  for (int i = 0; i < 2; i++)
    if (reserve(record, (void **)&record->words, &record->words_room, sizeof(uint32_t), record->count + 1))
      record->words[record->count++] = halves[i];
}

void dts_record_bool(dts_record *record, bool value) { put(record, value ? YES : NO, 0); }

size_t dts_record_open(dts_record *record) {
  put(record, OBJECT, 0);
  return record->count - 1;
}

size_t dts_record_open_list(dts_record *record, size_t count) {
  put(record, ARRAY, count);
  return record->count - 1;
}

static void count_member(dts_record *record, size_t object) {
  if (!record->failed) record->words[object] += 1 << 3;
}

void dts_record_key(dts_record *record, size_t object, dts_name name) {
  count_member(record, object);
  put(record, SMALL, name);
}

void dts_record_member(dts_record *record, size_t object, dts_name name, dts_span text) {
  if (!text.ptr) return;
  dts_record_key(record, object, name);
  dts_record_text(record, text);
}

void dts_record_count(dts_record *record, size_t object, dts_name name, double value) {
  if (value < 0) return;
  dts_record_key(record, object, name);
  dts_record_number(record, value);
}

void dts_record_quoting(dts_record *record, size_t object, dts_name name, dts_span text) {
  if (!text.ptr) return;
  dts_record_key(record, object, name);
  put_text(record, text, true);
}

// Any JSON value as it is; its depth is bounded by the parser.
static void put_json(dts_record *record, const cJSON *value) {
  if (cJSON_IsString(value)) {
    put_text(record, (dts_span){value->valuestring, strlen(value->valuestring)}, true);
  } else if (cJSON_IsNumber(value)) {
    dts_record_number(record, value->valuedouble);
  } else if (cJSON_IsObject(value) || cJSON_IsArray(value)) {
    size_t at = record->count;
    put(record, cJSON_IsObject(value) ? OBJECT : ARRAY, 0);
    for (const cJSON *child = value->child; child; child = child->next) {
      count_member(record, at);
      if (cJSON_IsObject(value)) put_text(record, (dts_span){child->string, strlen(child->string)}, true);
      put_json(record, child);
    }
  } else {
    put(record, cJSON_IsTrue(value) ? YES : cJSON_IsFalse(value) ? NO : NIL, 0);
  }
}

static void put_error(dts_record *record, const cJSON *value, int depth);

static void put_error_inside(dts_record *record, size_t object, const dts_error *error, int depth) {
  dts_record_quoting(record, object, DTS_NAME_target, error->target);
  if (error->details) {
    dts_record_key(record, object, DTS_NAME_details);
    put_json(record, error->details);
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

void dts_record_error(dts_record *record, const cJSON *error) { put_error(record, error, 0); }

void dts_record_error_inside(dts_record *record, size_t object, const cJSON *value) {
  dts_error error;
  dts_error_read(value, &error);
  put_error_inside(record, object, &error, 0);
}

size_t dts_record_shape(dts_record *record, const dts_shape *shape, const void *values) {
  size_t object = dts_record_open(record);
  for (size_t i = 0; i < shape->count; i++) {
    const dts_member *member = &shape->members[i];
    const void *field = (const char *)values + member->offset;
    if (member->type == DTS_MEMBER_ERROR) {
      if (!*(const cJSON *const *)field) continue;
      dts_record_key(record, object, member->name);
      dts_record_error(record, *(const cJSON *const *)field);
    } else if (member->type == DTS_MEMBER_SUMMARY) {
      dts_record_key(record, object, member->name);
      dts_record_shape(record, &dts_summary_shape, field);
    } else if (member->type == DTS_MEMBER_FRACTION || member->type == DTS_MEMBER_COUNT) {
      const dts_number *number = field;
      if (!number->present) continue;
      dts_record_key(record, object, member->name);
      dts_record_number(record, number->value);
    } else {
      dts_record_member(record, object, member->name, *(const dts_span *)field);
    }
  }
  return object;
}
