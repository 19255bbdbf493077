// Tests staleness.c: which of two states is older.
#include "tests.h"

#define AT(seconds) T("2024-05-01T10:00:" seconds "Z")
// The state of a document, and that of a job.
#define DOC(seconds, status, progress)                                                                                 \
  { AT(seconds), T(status), progress, -1 }
#define JOB(seconds, status, ended)                                                                                    \
  { AT(seconds), T(status), -1, ended }

static const struct {
  dts_state shown, received;
  bool stale;
} PAIRS[] = {
    // The time decides, to 100 ns.
    {DOC("01", "Running", 0.5), DOC("02", "Running", 0.6), false},
    {DOC("02", "Running", 0.5), DOC("01", "Running", 0.6), true},
    {DOC("01", "Running", 0.5), DOC("02", "NotStarted", 0), false},
    {DOC("01.0000001", "Running", 0.5), DOC("01", "Running", 0.5), true},
    {DOC("01.1234567", "Running", -1), DOC("01.1234566", "Running", -1), true},
    {DOC("01.1234567", "Running", -1), DOC("01.1234568", "Running", -1), false},
    {DOC("01.5", "Running", -1), DOC("01.4999999", "Running", -1), true},
    {DOC("09", "Running", -1), DOC("10.1", "Running", -1), false},
    {DOC("02", "Running", 0.9), DOC("01", "Queued", 0.1), true},
    {JOB("01", "Running", 5), JOB("02", "Running", 4), false},
    {JOB("02", "Running", 4), JOB("01", "Running", 5), true},
    // The same time with different offsets.
    {{T("2024-05-01T12:00:00+02:00"), T("Running"), 0.5, -1}, DOC("00", "Running", 0.5), false},
    {{T("2024-05-01T12:00:00+02:00"), T("Running"), 0.5, -1}, DOC("00", "Running", 0.4), true},
    {{T("2024-05-01T09:59:59-00:01"), T("Running"), 0.5, -1}, DOC("58", "Running", 0.5), true},
    {{T("2024-05-01T11:00:00+02:00"), T("Running"), 0.5, -1}, DOC("00", "Running", 0.5), false},
    // A terminal status is final, whatever the times are.
    {DOC("02", "Running", 0.5), DOC("01", "Succeeded", 1), false},
    {DOC("01", "Succeeded", 1), DOC("02", "Running", 0.5), true},
    {DOC("01", "Failed", 0), DOC("59", "NotStarted", 0), true},
    {DOC("59", "NotStarted", 0), DOC("01", "Failed", 0), false},
    {DOC("01", "Canceled", 0), DOC("02", "Cancelling", 0), true},
    {DOC("01", "Cancelled", 0), DOC("02", "Cancelling", 0), true},
    {DOC("01", "ValidationFailed", 0), DOC("02", "Running", 0), true},
    {DOC("01", "Succeeded", 1), DOC("02", "Queued", 0), true},
    {DOC("02", "Queued", 0), DOC("01", "Succeeded", 1), false},
    {JOB("01", "Succeeded", 3), JOB("02", "Running", 9), true},
    {JOB("02", "Running", 9), JOB("01", "Succeeded", 3), false},
    // The time decides between two terminal statuses.
    {DOC("02", "Failed", 0), DOC("01", "Succeeded", 1), true},
    {DOC("01", "Failed", 0), DOC("02", "Succeeded", 1), false},
    // If the times are equal, the number of a job's ended documents decides.
    {JOB("01", "Running", 3), JOB("01", "Running", 2), true},
    {JOB("01", "Running", 2), JOB("01", "Running", 3), false},
    {JOB("01", "Running", 3), JOB("01", "Running", 3), false},
    {JOB("01", "Running", 1), JOB("01", "Running", 0), true},
    {JOB("01", "Cancelling", 2), JOB("01", "Running", 3), false},
    {JOB("01", "Running", 3), JOB("01", "Cancelling", 2), true},
    {JOB("01", "Succeeded", 3), JOB("01", "Failed", 2), true},
    {JOB("01", "Queued", 3), JOB("01", "Running", 2), true},
    {JOB("01", "Cancelling", 3), JOB("01", "Running", 3), true},
    // Next, the rank of the status decides.
    {DOC("01", "Running", 0.5), DOC("01", "NotStarted", 0.9), true},
    {DOC("01", "NotStarted", 0.9), DOC("01", "Running", 0.5), false},
    {DOC("01", "Succeeded", 1), DOC("01", "Running", 1), true},
    {DOC("01", "Failed", 0), DOC("01", "Running", 0.5), true},
    {DOC("01", "Running", 0.5), DOC("01", "Failed", 0), false},
    {DOC("01", "Cancelling", 0.5), DOC("01", "Running", 0.5), true},
    {DOC("01", "Running", 0.5), DOC("01", "Cancelling", 0.5), false},
    {DOC("01", "Cancelling", 0.5), DOC("01", "Canceled", 0.5), false},
    {DOC("01", "Canceled", 0.5), DOC("01", "Cancelling", 0.5), true},
    {DOC("01", "ValidationFailed", 0), DOC("01", "Running", 0), true},
    {DOC("01", "Failed", -1), DOC("01", "Succeeded", -1), false},
    {DOC("01", "Succeeded", -1), DOC("01", "ValidationFailed", -1), false},
    // Last, the progress decides.
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0.5), false},
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0.6), false},
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0.4), true},
    {DOC("01", "Running", 0.5), DOC("01", "Running", 0), true},
    {DOC("01", "Running", -1), DOC("01", "Running", 0), false},
    {DOC("01", "Running", 0.5), DOC("01", "Running", -1), false},
    {DOC("01", "Running", -1), DOC("01", "Running", -1), false},
    // An unknown status has no rank.
    {DOC("01", "Queued", 0.5), DOC("01", "NotStarted", 0.5), false},
    {DOC("01", "NotStarted", 0.5), DOC("01", "Queued", 0.5), false},
    {DOC("01", "Queued", 0.5), DOC("01", "NotStarted", 0.4), true},
    {DOC("01", "Running", 0.5), DOC("01", "Queued", 0.4), true},
};

static void older_states_are_stale(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(PAIRS); i++) {
    CHECK(PAIRS[i].received.last_action, dts_state_is_stale(&PAIRS[i].shown, &PAIRS[i].received) == PAIRS[i].stale);
    if (PAIRS[i].stale) CHECK(PAIRS[i].received.last_action, !dts_state_is_stale(&PAIRS[i].received, &PAIRS[i].shown));
  }
}

static void two_states_are_never_both_stale(void **state) {
  (void)state;
  static const dts_span TIMES[] = {AT("01"), AT("01.0000001"), AT("02"), T("2024-05-01T12:00:01+02:00")};
  static const dts_span STATUSES[] = {T("NotStarted"), T("Running"),   T("Cancelling"),       T("Succeeded"),
                                      T("Failed"),     T("Cancelled"), T("ValidationFailed"), T("Queued")};
  static const double PROGRESS[] = {-1, 0, 0.5}, ENDED[] = {-1, 0, 7};
  enum { MOST = COUNT(TIMES) * COUNT(STATUSES) * COUNT(PROGRESS) * COUNT(ENDED) };
  dts_state *all = calloc(MOST, sizeof *all);
  if (!all) abort();
  size_t count = 0;
  for (size_t t = 0; t < COUNT(TIMES); t++)
    for (size_t s = 0; s < COUNT(STATUSES); s++)
      for (size_t p = 0; p < COUNT(PROGRESS); p++)
        for (size_t e = 0; e < COUNT(ENDED); e++)
          all[count++] = (dts_state){TIMES[t], STATUSES[s], PROGRESS[p], ENDED[e]};
  assert_int_equal(count, MOST);
  for (size_t i = 0; i < count; i++) {
    CHECK(all[i].status, !dts_state_is_stale(&all[i], &all[i]));
    for (size_t k = 0; k < i; k++) {
      bool first = dts_state_is_stale(&all[i], &all[k]), second = dts_state_is_stale(&all[k], &all[i]);
      CHECK(all[i].status, !(first && second));
      bool ended = dts_status_is_terminal(dts_status_parse(all[i].status));
      if (ended != dts_status_is_terminal(dts_status_parse(all[k].status)))
        CHECK(all[i].status, first == ended && second == !ended);
    }
  }
  free(all);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(older_states_are_stale),
      cmocka_unit_test(two_states_are_never_both_stale),
  };
  return cmocka_run_group_tests_name("staleness", tests, NULL, NULL);
}
