// A reply's members: their names, and tables of what they must be. Internal.
#pragma once

#include "dts.h"

// The names that go to JavaScript by their number: names.def.
typedef enum {
  DTS_NAME_NONE = -1,
#define X(name) DTS_NAME_##name,
#include "names.def"
#undef X
  DTS_NAME_COUNT,
} dts_name;

enum { DTS_NAME_SIZE = 28 };
extern const char dts_names[DTS_NAME_COUNT][DTS_NAME_SIZE];

// What a member must be.
typedef enum {
  DTS_STRING,
  DTS_TIME,     // an RFC 3339 date-time
  DTS_STATUS,   // given out in the product's spelling
  DTS_FRACTION, // 0..1
  DTS_AMOUNT,   // an exact integer ≥ 0
  DTS_OBJECT,
  DTS_LIST,
  DTS_TYPE_MASK = 15,
  DTS_REQUIRED = 16,
} dts_member_type;

typedef struct {
  uint8_t name, type;
} dts_member;

#define DTS_MEMBER(name, type)                                                                                         \
  { DTS_NAME_##name, type }
// Closes a table, which has 32 members at most.
enum { DTS_NO_MORE = 255 };

// Holds object against a table; see dts_document_check.
dts_code dts_members_check(const dts_member *members, struct cJSON *object, const char **out_member);

// The member of that name in an object that was checked, or NULL.
struct cJSON *dts_member_find(const struct cJSON *object, dts_name name);
