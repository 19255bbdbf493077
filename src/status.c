// The statuses, and which of two states is the older one.
#include "text.h"

static const struct {
  dts_span name;
  uint8_t rank;
  bool terminal;
} STATUSES[] = {
#define X(name, rank, terminal) {DTS_TEXT(#name), rank, terminal},
#include "statuses.def"
#undef X
};

dts_status dts_status_parse(dts_span text) {
  if (dts_span_equals(text, DTS_TEXT("Cancelled"))) return DTS_STATUS_Canceled;
  dts_status status = 0;
  while (status < DTS_STATUS_OTHER && !dts_span_equals(text, STATUSES[status].name)) status++;
  return status;
}

bool dts_status_is_terminal(dts_status status) { return status < DTS_STATUS_OTHER && STATUSES[status].terminal; }

bool dts_moment_is_stale(const dts_moment *a, const dts_moment *b) {
  dts_status from = dts_status_parse(a->status), to = dts_status_parse(b->status);
  bool ended = dts_status_is_terminal(from);
  if (ended != dts_status_is_terminal(to)) return ended;
  int64_t before = 0, after = 0;
  dts_time_parse(a->last_action, &before);
  dts_time_parse(b->last_action, &after);
  if (before != after) return after < before;
  if (a->ended != b->ended) return b->ended < a->ended;
  if (from < DTS_STATUS_OTHER && to < DTS_STATUS_OTHER && STATUSES[from].rank != STATUSES[to].rank)
    return STATUSES[to].rank < STATUSES[from].rank;
  return b->progress >= 0 && b->progress < a->progress;
}
