// The names that go to JavaScript by their number: names.def. Internal.
#pragma once

#include "dts.h"

typedef enum {
  DTS_NAME_NONE = -1,
#define X(name) DTS_NAME_##name,
#include "names.def"
#undef X
  DTS_NAME_COUNT,
} dts_name;

enum { DTS_NAME_SIZE = 28 };
extern const char dts_names[DTS_NAME_COUNT][DTS_NAME_SIZE];
