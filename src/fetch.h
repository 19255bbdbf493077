// One GET. Internal.
#pragma once

#include "dts.h"

// What is known of a GET on its way; the caller's memory, until dts_transfer_end.
typedef struct {
  dts_code failure;
  size_t headers_len;
  double now_ms;
} dts_transfer;

typedef struct {
  dts_code failure; // DTS_OK where a whole reply came
  int status;       // the HTTP status; 0 without a reply
  dts_span body, headers;
  double now_ms; // when it was over, Unix milliseconds
} dts_reply;

// Starts a GET of url (NUL-terminated), under an id that is never used again. False, and no dts_transfer_end, if memory
// is out.
bool dts_transfer_start(dts_transfer *transfer, const char *url, uint32_t id);

// For module.c to say: called exactly once for each transfer that started, on a later turn, with the reply, valid
// during the call, or with NULL if the transfer was cancelled.
void dts_transfer_end(dts_transfer *transfer, const dts_reply *reply);
