// The statuses of documents and jobs.
#include "status.h"
#include "span.h"

const dts_status_facts DTS_STATUSES[DTS_STATUS_OTHER] = {
#define X(name, rank, terminal) {DTS_SPAN(#name), rank, terminal},
#include "statuses.def"
#undef X
};

dts_status dts_status_parse(dts_span text) {
  if (dts_span_equals(text, DTS_SPAN("Cancelled"))) return DTS_STATUS_Canceled;
  dts_status status = 0;
  while (status < DTS_STATUS_OTHER && !dts_span_equals(text, DTS_STATUSES[status].name)) status++;
  return status;
}

bool dts_status_is_terminal(dts_status status) { return status < DTS_STATUS_OTHER && DTS_STATUSES[status].terminal; }
