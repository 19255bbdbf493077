// Whether and when a failed request is retried. The caller supplies the random number.
#include "dts.h"

static const double FIRST_BACKOFF_MS = 500, LONGEST_BACKOFF_MS = 16000;

bool dts_policy_is_retryable(dts_code code, int status) {
  if (code == DTS_ERROR_NETWORK || code == DTS_ERROR_TIMEOUT) return true;
  if (code == DTS_ERROR_HOST_NOT_FOUND || code == DTS_ERROR_CONNECTION_REFUSED) return true;
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
