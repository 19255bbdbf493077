// Checks the members of JSON objects against tables. Internal.
#pragma once

#include "dts.h"

// The numbers of the names in member_names.def.
typedef enum {
  DTS_NAME_NONE = -1,
#define X(name) DTS_NAME_##name,
#include "member_names.def"
#undef X
  DTS_NAME_COUNT,
} dts_name;

enum { DTS_NAME_SIZE = 28 }; // bytes of each name, padded with NULs
extern const char DTS_NAMES[DTS_NAME_COUNT][DTS_NAME_SIZE];

// The type that a member must have, and whether it is required.
typedef enum {
  DTS_STRING,
  DTS_TIME,     // a string: an RFC 3339 date-time
  DTS_STATUS,   // a string; the check gives a known status the product's spelling
  DTS_FRACTION, // a number from 0 to 1
  DTS_AMOUNT,   // a whole number >= 0 that a double holds exactly
  DTS_OBJECT,
  DTS_LIST,
  DTS_TYPE_MASK = 15,
  DTS_REQUIRED = 16,
} dts_member_type;

// A row of a table. A table has at most 32 rows and ends with DTS_END_OF_MEMBERS.
typedef struct {
  uint8_t name, type;
} dts_member;

#define DTS_MEMBER(name, type)                                                                                         \
  { DTS_NAME_##name, type }
enum { DTS_NO_NAME = 255 };
#define DTS_END_OF_MEMBERS                                                                                             \
  { DTS_NO_NAME, 0 }

// Checks an object against a table; see dts_response_check.
dts_code dts_members_check(const dts_member *members, struct cJSON *object, const char **out_member);

// Finds a member of an object that was checked, or returns NULL.
struct cJSON *dts_member_find(const struct cJSON *object, dts_name name);

// Renames the member alternative to name. Call it before the check, which then rejects an object that has both members.
// A member of either name that is null loses its name instead, so that it is not a duplicate of the other one.
void dts_member_rename(struct cJSON *object, const char *alternative, dts_name name);
