// Shared by the files with exported functions. Internal.
#pragma once

#include "request.h"

// Holds the arguments from JavaScript, one on each line, and then the results. The longest arguments are those of a
// list: a next link of DTS_MAX_LINK_LENGTH bytes, and room for a longer link, which is rejected.
enum { DTS_SCRATCH_SIZE = 3 * 8192 };
extern char dts_scratch[DTS_SCRATCH_SIZE];

// The URL of the request that was started last.
extern char dts_request_url[DTS_MAX_LINK_URL_LENGTH + 1];

// Starts a GET of dts_request_url, which holds url_len bytes. Returns url_len, or a negative error code.
int dts_start_exported_request(size_t url_len, dts_response_check *check, dts_attempt attempt);
