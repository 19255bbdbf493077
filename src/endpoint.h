// Facts about endpoints that the files about URLs share. Internal.
#pragma once

#include "dts.h"

// The first segment of the path of every operation.
#define DTS_TRANSLATOR_PATH "/translator"

// The part of an endpoint's text to which the path of an operation is appended: without a trailing "/translator". In
// https://translator, that is the host, and it stays.
dts_span dts_endpoint_base(dts_span endpoint);
