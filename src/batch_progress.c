// How far a job is.
#include "dts.h"

double dts_policy_batch_progress(double total, double ended, double running, bool has_ended, double shown) {
  if (has_ended) return 1;
  if (total <= 0) return shown;
  // The list lags behind the counts: a document in it may have been counted as ended. This also limits the sum to
  // total.
  if (running > total - ended) running = total - ended;
  double progress = (ended + running) / total;
  return progress > shown ? progress : shown;
}
