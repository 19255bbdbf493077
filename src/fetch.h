// One GET. Internal.
#pragma once

#include "dts.h"

typedef struct {
  dts_code failure; // DTS_OK where a whole reply came
  int status;       // the HTTP status; 0 without a reply
  dts_span body, headers;
  double now_ms; // when it was over, Unix milliseconds
} dts_reply;

// Called exactly once for each fetch that started, on a later turn: with the reply, valid during the call, or with NULL
// if the fetch was cancelled.
typedef void dts_on_reply(void *context, const dts_reply *reply);

// Starts a GET of url (NUL-terminated). False, and no call of on_reply, if memory is out.
bool dts_fetch_start(const char *url, void *context, dts_on_reply *on_reply);
