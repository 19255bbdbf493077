// The table of the statuses. Internal.
#pragma once

#include "dts.h"

typedef struct {
  dts_span name;
  uint8_t rank;
  bool terminal;
} dts_status_facts;

extern const dts_status_facts DTS_STATUSES[DTS_STATUS_OTHER]; // by dts_status
