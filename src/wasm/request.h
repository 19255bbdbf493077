// One attempt of a request, from its URL to the outcome that is delivered to JavaScript. Internal.
#pragma once

#include "dts.h"

typedef struct {
  uint32_t token;   // identifies the attempt in JavaScript; not 0, and never used again
  uint32_t attempt; // from 0
  dts_retry_options retry;
  double random; // in [0, 1)
  bool in_page;  // whether a web page sends the request
} dts_attempt;

// Starts a GET of url (NUL-terminated), whose response must pass check. The outcome is delivered later. Returns DTS_OK
// or DTS_ERROR_MEMORY.
dts_code dts_request_start(const char *url, dts_response_check *check, dts_attempt attempt);
