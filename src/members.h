// A reply's objects as tables of their members: one table checks them, reads them and writes them out. Internal.
#pragma once

#include "dts.h"

typedef enum {
#define X(name) DTS_NAME_##name,
#include "names.def"
#undef X
  DTS_NAME_COUNT,
} dts_name;

enum { DTS_NAME_SIZE = 28 };
extern const char dts_names[DTS_NAME_COUNT][DTS_NAME_SIZE];

// What a member must be, and what its field in the struct is.
typedef enum {
  DTS_MEMBER_STRING,   // dts_span
  DTS_MEMBER_TIME,     // dts_span, an RFC 3339 date-time
  DTS_MEMBER_STATUS,   // dts_span, in the product's spelling
  DTS_MEMBER_FRACTION, // dts_number, 0..1
  DTS_MEMBER_COUNT,    // dts_number, an exact integer ≥ 0
  DTS_MEMBER_ERROR,    // const cJSON *, an object
  DTS_MEMBER_SUMMARY,  // dts_summary
} dts_member_type;

typedef struct {
  uint8_t name, type;
  bool required;
  uint16_t offset;
} dts_member;

typedef struct {
  const dts_member *members;
  size_t count;
} dts_shape;

extern const dts_shape dts_document_shape, dts_batch_shape, dts_summary_shape;

// See dts_document_read.
dts_code dts_shape_read(const dts_shape *shape, const struct cJSON *object, void *out, const char **out_member);
