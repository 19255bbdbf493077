// The transport of a GET request. Internal.
#pragma once

#include "dts.h"

typedef struct {
  dts_code failure; // DTS_OK if the response is complete
  int status;       // HTTP status; 0 without a response
  dts_span body;
  dts_span headers; // see dts_headers_read
  double now_ms;    // when the transfer ended, in Unix milliseconds
} dts_response;

typedef struct dts_transfer dts_transfer;

// Called exactly once for each transfer that started, after dts_transfer_start has returned. response is valid during
// the call; it is NULL if the transfer was cancelled.
typedef void dts_transfer_ended(dts_transfer *transfer, const dts_response *response);

// A GET request in flight. The caller owns the memory, until on_end is called.
struct dts_transfer {
  dts_transfer_ended *on_end; // set by the caller
  dts_code failure;
  size_t headers_len;
  double now_ms;
};

// Starts a GET of url (NUL-terminated). id must never be used again. Returns false, and never calls on_end, if memory
// is out.
bool dts_transfer_start(dts_transfer *transfer, const char *url, uint32_t id);
