// Tells which of two states of a document or a job is older.
#include "status.h"

bool dts_state_is_stale(const dts_state *shown, const dts_state *received) {
  dts_status before = dts_status_parse(shown->status), after = dts_status_parse(received->status);
  bool ended = dts_status_is_terminal(before);
  if (ended != dts_status_is_terminal(after)) return ended;
  int64_t shown_ticks = 0, received_ticks = 0;
  dts_time_parse(shown->last_action, &shown_ticks);
  dts_time_parse(received->last_action, &received_ticks);
  if (shown_ticks != received_ticks) return received_ticks < shown_ticks;
  // The lastActionDateTimeUtc of a job often stays the same while its documents end.
  if (shown->ended != received->ended) return received->ended < shown->ended;
  if (before < DTS_STATUS_OTHER && after < DTS_STATUS_OTHER && DTS_STATUSES[before].rank != DTS_STATUSES[after].rank)
    return DTS_STATUSES[after].rank < DTS_STATUSES[before].rank;
  return received->progress >= 0 && received->progress < shown->progress;
}
