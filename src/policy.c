// When to send a request again. The caller supplies the time and the random numbers.
#include "dts.h"

static const double FIRST_BACKOFF_MS = 500, LONGEST_BACKOFF_MS = 16000;

bool dts_policy_is_retryable(dts_code code, int status) {
  if (code == DTS_ERROR_NETWORK || code == DTS_ERROR_TIMEOUT) return true;
  return code == DTS_ERROR_SERVICE &&
         (status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504));
}

double dts_policy_retry_delay(const dts_retry_options *options, uint32_t attempt, double retry_after_ms,
                              double random) {
  if (attempt >= options->max_retries) return -1;
  if (retry_after_ms >= 0) return retry_after_ms <= options->max_retry_delay_ms ? retry_after_ms : -1;
  double ceiling = FIRST_BACKOFF_MS;
  while (attempt-- && ceiling < LONGEST_BACKOFF_MS) ceiling *= 2;
  if (ceiling > options->max_retry_delay_ms) ceiling = options->max_retry_delay_ms;
  return random * ceiling;
}

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
