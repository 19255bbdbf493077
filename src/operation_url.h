// The templates of the operations' URLs. Internal.
#pragma once

#include "dts.h"

// A template is a path in which the letters A, B and C stand for these parts, in this order.
enum { DTS_URL_VERSION, DTS_URL_BATCH_ID, DTS_URL_DOCUMENT_ID, DTS_URL_PART_COUNT };

// The start of every path, by dts_version_family: the URL of the list of all jobs, without its query.
#define DTS_URL_IN_PATH "/translator/text/batch/A/batches"
#define DTS_URL_IN_QUERY "/translator/document/batches"

// The rest of the path, by dts_operation.
extern const char *const DTS_URL_OPERATIONS[];

// Matches a template against the path at start. Returns the index of the end of the match, or 0. Each part is the text
// up to the next '/'.
size_t dts_url_match(dts_span path, size_t start, const char *template, dts_span *out_parts);
