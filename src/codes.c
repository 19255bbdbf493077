// The product's own error codes: codes.def as something to look up.
#include "dts.h"

static const dts_code_info CODES[] = {
#define X(symbol, kind, code, cause, hint) {code, cause, hint, DTS_KIND_##kind},
#include "codes.def"
#undef X
};

dts_code_info dts_code_describe(dts_code code) { return CODES[code - 1]; }

const char *dts_kind_name(dts_kind kind) {
  static const char NAMES[][17] = {"invalid-argument", "network", "timeout", "service", "invalid-response", "module"};
  return NAMES[kind];
}
