// What the files of JavaScript's calls have in common. Internal.
#pragma once

#include "dts.h"

enum { DTS_SCRATCH_SIZE = 3 * 8192 }; // a next link, and whatever is to be told apart from a valid value beside it
// Text comes in here, in lines, and answers go out.
extern char dts_scratch[DTS_SCRATCH_SIZE];
// The URL of the request that was just started.
extern char dts_url[DTS_LINK_URL_MAX + 1];

// How a request is made, as JavaScript says it.
typedef struct {
  uint32_t token; // not 0
  uint32_t attempt;
  dts_retry_options retry;
  double random;
  bool in_page;
} dts_attempt;

// Starts the request of dts_url, which holds url_len bytes. Returns url_len, or a code, negative.
int dts_request_start(dts_check_reply *check, size_t url_len, dts_attempt attempt);
