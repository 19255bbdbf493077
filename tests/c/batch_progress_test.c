// Tests batch_progress.c: the progress of a job.
#include "tests.h"

#include <math.h>

static const struct {
  const char *what;
  double total, ended, running;
  bool has_ended;
  double shown, expected;
} ROWS[] = {
    {"nothing is known", 0, 0, 0, false, -1, -1},
    {"the service sends no counts", -1, 0, 3, false, -1, -1},
    {"the counts are gone again", 0, 0, 0, false, 0.5, 0.5},
    {"nothing has started", 10, 0, 0, false, -1, 0},
    {"one document runs", 1, 0, 0.25, false, -1, 0.25},
    {"three of ten have ended", 10, 3, 0, false, -1, 0.3},
    {"three have ended and two run", 10, 3, 1.5, false, -1, 0.45},
    {"all have ended, the job has not", 4, 4, 0, false, -1, 1},
    {"the list lags behind the counts", 4, 3, 2.5, false, -1, 1},
    {"the list lags behind all counts", 4, 4, 2.5, false, -1, 1},
    {"more have ended than there are", 4, 5, 1, false, -1, 1},
    {"less than was shown", 10, 3, 0, false, 0.45, 0.45},
    {"more than was shown", 10, 5, 0, false, 0.45, 0.5},
    {"the job has ended, and counts fewer", 10, 3, 0, true, 0.45, 1},
    {"the job has ended without documents", 0, 0, 0, true, -1, 1},
    {"the job has ended without counts", -1, 0, 0, true, -1, 1},
};

static void progress_is_the_mean_of_the_documents(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    double progress =
        dts_policy_batch_progress(ROWS[i].total, ROWS[i].ended, ROWS[i].running, ROWS[i].has_ended, ROWS[i].shown);
    CHECK(span_of(ROWS[i].what), fabs(progress - ROWS[i].expected) < 1e-12);
  }
}

static void progress_stays_in_its_range(void **state) {
  (void)state;
  for (int total = 1; total <= 12; total++)
    for (int ended = 0; ended <= total + 1; ended++)
      for (int tenths = 0; tenths <= 10 * total; tenths++) {
        double progress = dts_policy_batch_progress(total, ended, tenths / 10.0, false, -1);
        CHECK(SPAN("range"), progress >= 0 && progress <= 1);
        CHECK(SPAN("a document more"),
              dts_policy_batch_progress(total, ended + 1, tenths / 10.0, false, -1) >= progress);
      }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(progress_is_the_mean_of_the_documents),
      cmocka_unit_test(progress_stays_in_its_range),
  };
  return cmocka_run_group_tests_name("batch progress", tests, NULL, NULL);
}
