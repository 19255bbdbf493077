// When a watch polls again, and how long a document takes. The caller supplies the times and the random number.
#include "dts.h"

double dts_policy_poll_delay(double min_ms, double max_ms, double max_retry_after_ms, uint32_t unchanged,
                             uint32_t failures, double retry_after_ms, double random) {
  double delay = min_ms;
  while (unchanged-- && delay < max_ms) delay *= 1.5;
  while (failures-- && delay < max_ms) delay *= 2;
  if (delay > max_ms) delay = max_ms;
  if (delay < min_ms) delay = min_ms;
  double jitter = random / 5, requested = retry_after_ms * (1 + jitter);
  delay *= 1 + jitter;
  if (retry_after_ms > max_retry_after_ms)
    requested = max_retry_after_ms * (1 - jitter);
  else if (requested > max_retry_after_ms)
    requested = max_retry_after_ms;
  return delay > requested ? delay : requested;
}

double dts_policy_estimate_pace(double from, double to, double elapsed_ms, double previous_ms) {
  static const double LEAST_PROGRESS = 0.05;
  if (to - from < LEAST_PROGRESS || elapsed_ms <= 0) return -1;
  double pace = elapsed_ms / (to - from);
  return previous_ms < 0 ? pace : (pace + 2 * previous_ms) / 3;
}
