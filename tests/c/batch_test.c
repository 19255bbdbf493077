// Tests batch.c: the members of a job's status.
#include "responses.h"

static void a_job_is_read(void **state) {
  (void)state;
  dts_span text =
      SPAN("{" ID "," CREATED "," LAST ",\"status\":\"Cancelled\",\"error\":{\"code\":\"x\"},\"summary\":{" SUMMARY(
          "15", "1", "2", "3", "4",
          "5") ",\"totalCharacterCharged\":6,\"totalImageScansSucceeded\":7,\"totalImageScansFailed\":8}}");
  dts_json json;
  batch_view batch;
  const char *member;
  memset(&batch, 0xaa, sizeof batch);
  parse(text, &json);
  CHECK(text, read_batch(json.root, &batch, &member) == DTS_OK);
  CHECK(text, same(batch.id, SPAN(ID_TEXT)) && same(batch.status, SPAN("Canceled")) && batch.error);
  CHECK(text,
        same(batch.created, SPAN("2020-03-26T16:00:00Z")) && same(batch.last_action, SPAN("2020-03-26T16:01:00Z")));
  const summary_view *summary = &batch.summary;
  CHECK(text, has(summary->total, 15) && has(summary->failed, 1) && has(summary->success, 2));
  CHECK(text, has(summary->in_progress, 3) && has(summary->not_yet_started, 4) && has(summary->cancelled, 5));
  CHECK(text, has(summary->total_character_charged, 6));
  CHECK(text, has(summary->image_scans_succeeded, 7) && has(summary->image_scans_failed, 8));
  CHECK(text, !summary->image_charged.present && !summary->image_character_detected.present);
  dts_json_free(&json);
}

static const struct {
  dts_span text;
  dts_code code;
  const char *member;
} BATCHES[] = {
    {T(BATCH("{" ZEROS "}")), DTS_OK, NULL},
    {T(BATCH("{" ZEROS ",\"totalCharacterCharged\":null,\"x\":1,\"x\":2}")), DTS_OK, NULL},
    {T("[]"), DTS_ERROR_MEMBER_INVALID, ""},
    {T("{" CREATED "," LAST "," STATUS ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING, "id"},
    {T("{" REQUIRED ",\"summary\":{" ZEROS "}}"), DTS_OK, NULL},
    {T("{\"createdDateTimeUtc\":null," REQUIRED ",\"summary\":{" ZEROS "}}"), DTS_OK, NULL},
    {T("{\"createdDateTimeUtc\":0," REQUIRED ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_INVALID,
     "createdDateTimeUtc"},
    {T("{" ID "," CREATED "," STATUS ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING, "lastActionDateTimeUtc"},
    {T("{" ID ",\"lastActionDateTimeUtc\":null," STATUS ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING,
     "lastActionDateTimeUtc"},
    {T("{" ID "," CREATED "," LAST ",\"summary\":{" ZEROS "}}"), DTS_ERROR_MEMBER_MISSING, "status"},
    {T("{" ID "," CREATED "," LAST "," STATUS "}"), DTS_ERROR_MEMBER_MISSING, "summary"},
    {T(BATCH("null")), DTS_ERROR_MEMBER_MISSING, "summary"},
    {T(BATCH("[]")), DTS_ERROR_MEMBER_INVALID, "summary"},
    {T(BATCH("0")), DTS_ERROR_MEMBER_INVALID, "summary"},
    {T(BATCH("{" SUMMARY("-1", "0", "0", "0", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "total"},
    {T(BATCH("{" SUMMARY("0", "0.5", "0", "0", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "failed"},
    {T(BATCH("{" SUMMARY("0", "0", "\"1\"", "0", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "success"},
    {T(BATCH("{" SUMMARY("0", "0", "0", "9007199254740993", "0", "0") "}")), DTS_ERROR_MEMBER_INVALID, "inProgress"},
    {T(BATCH("{" SUMMARY("0", "0", "0", "0", "1e400", "0") "}")), DTS_ERROR_MEMBER_INVALID, "notYetStarted"},
    {T(BATCH("{" SUMMARY("0", "0", "0", "0", "0", "true") "}")), DTS_ERROR_MEMBER_INVALID, "cancelled"},
    {T(BATCH("{" ZEROS ",\"totalCharacterCharged\":\"0\"}")), DTS_ERROR_MEMBER_INVALID, "totalCharacterCharged"},
    {T(BATCH("{" ZEROS ",\"total\":0}")), DTS_ERROR_MEMBER_DUPLICATE, "total"},
    {T(BATCH("{" ZEROS ",\"t\\u006ftal\":0}")), DTS_ERROR_MEMBER_DUPLICATE, "total"},
    {T(BATCH("{" ZEROS "},\"summary\":{" ZEROS "}")), DTS_ERROR_MEMBER_DUPLICATE, "summary"},
    {T(BATCH("{" ZEROS "}," STATUS)), DTS_ERROR_MEMBER_DUPLICATE, "status"},
    {T(BATCH("{" ZEROS "},\"error\":\"x\"")), DTS_ERROR_MEMBER_INVALID, "error"},
};

// The service has two sets of names for the counts of a summary. The product uses those of the reference.
static const struct {
  dts_span text;
  dts_code code;
  const char *member;                                // on failure
  double success, not_yet_started, cancelled, total; // -1 if absent
} COUNTS[] = {
    // One set of names, the other, and a mixture.
    {T(COUNTED("\"success\":1,\"notYetStarted\":2,\"cancelled\":3,\"total\":6")), DTS_OK, NULL, 1, 2, 3, 6},
    {T(COUNTED("\"succeeded\":1,\"notStarted\":2,\"canceled\":3,\"total\":6")), DTS_OK, NULL, 1, 2, 3, 6},
    {T(COUNTED("\"succeeded\":1,\"notYetStarted\":2,\"canceled\":3")), DTS_OK, NULL, 1, 2, 3, -1},
    {T(COUNTED("\"succ\\u0065eded\":1,\"c\\u0061nceled\":3")), DTS_OK, NULL, 1, -1, 3, -1},
    // Absent or null, under either name or both.
    {T(COUNTED("")), DTS_OK, NULL, -1, -1, -1, -1},
    {T(COUNTED("\"total\":0")), DTS_OK, NULL, -1, -1, -1, 0},
    {T(COUNTED("\"total\":null,\"success\":null,\"notYetStarted\":null,\"cancelled\":null")), DTS_OK, NULL, -1, -1, -1,
     -1},
    {T(COUNTED("\"failed\":null,\"inProgress\":null,\"succeeded\":null,\"notStarted\":null,\"canceled\":null")), DTS_OK,
     NULL, -1, -1, -1, -1},
    {T(COUNTED("\"success\":null,\"succeeded\":null")), DTS_OK, NULL, -1, -1, -1, -1},
    // Both names, one of them null.
    {T(COUNTED("\"success\":null,\"succeeded\":1")), DTS_OK, NULL, 1, -1, -1, -1},
    {T(COUNTED("\"success\":1,\"succeeded\":null")), DTS_OK, NULL, 1, -1, -1, -1},
    {T(COUNTED("\"notStarted\":2,\"notYetStarted\":null")), DTS_OK, NULL, -1, 2, -1, -1},
    {T(COUNTED("\"notStarted\":null,\"notYetStarted\":2")), DTS_OK, NULL, -1, 2, -1, -1},
    {T(COUNTED("\"canceled\":3,\"cancelled\":null")), DTS_OK, NULL, -1, -1, 3, -1},
    {T(COUNTED("\"canceled\":null,\"cancelled\":3")), DTS_OK, NULL, -1, -1, 3, -1},
    // Both names, each with a value.
    {T(COUNTED("\"success\":1,\"succeeded\":1")), DTS_ERROR_MEMBER_DUPLICATE, "success", 0, 0, 0, 0},
    {T(COUNTED("\"succeeded\":0,\"success\":1")), DTS_ERROR_MEMBER_DUPLICATE, "success", 0, 0, 0, 0},
    {T(COUNTED("\"succeeded\":1,\"succeeded\":1")), DTS_ERROR_MEMBER_DUPLICATE, "success", 0, 0, 0, 0},
    {T(COUNTED("\"notYetStarted\":2,\"notStarted\":2")), DTS_ERROR_MEMBER_DUPLICATE, "notYetStarted", 0, 0, 0, 0},
    {T(COUNTED("\"canceled\":3,\"cancelled\":3")), DTS_ERROR_MEMBER_DUPLICATE, "cancelled", 0, 0, 0, 0},
    {T(COUNTED("\"canceled\":3,\"x\":0,\"c\\u0061ncelled\":3")), DTS_ERROR_MEMBER_DUPLICATE, "cancelled", 0, 0, 0, 0},
    // Counts under alternative names are checked as well.
    {T(COUNTED("\"succeeded\":\"1\"")), DTS_ERROR_MEMBER_INVALID, "success", 0, 0, 0, 0},
    {T(COUNTED("\"notStarted\":-1")), DTS_ERROR_MEMBER_INVALID, "notYetStarted", 0, 0, 0, 0},
    {T(COUNTED("\"canceled\":0.5")), DTS_ERROR_MEMBER_INVALID, "cancelled", 0, 0, 0, 0},
    // Names must match exactly.
    {T(COUNTED("\"Succeeded\":1,\"success \":1,\"notstarted\":2,\"cancele\":3,\"\":4,\"\":5")), DTS_OK, NULL, -1, -1,
     -1, -1},
};

static bool is_count(number_view number, double expected) {
  return expected < 0 ? !number.present : has(number, expected);
}

static void counts_have_alternative_names(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(COUNTS); i++) {
    dts_span text = COUNTS[i].text;
    dts_json json;
    batch_view batch = {0};
    const char *member = NULL;
    parse(text, &json);
    CHECK(text, read_batch(json.root, &batch, &member) == COUNTS[i].code);
    if (COUNTS[i].code == DTS_OK) {
      const summary_view *summary = &batch.summary;
      CHECK(text, is_count(summary->success, COUNTS[i].success));
      CHECK(text, is_count(summary->not_yet_started, COUNTS[i].not_yet_started));
      CHECK(text, is_count(summary->cancelled, COUNTS[i].cancelled));
      CHECK(text, is_count(summary->total, COUNTS[i].total));
      CHECK(text, !summary->failed.present && !summary->in_progress.present);
      CHECK(text, !summary->total_character_charged.present);
    } else {
      CHECK(text, member && strcmp(member, COUNTS[i].member) == 0);
    }
    dts_json_free(&json);
  }
}

static void counts_are_renamed_in_a_summary_only(void **state) {
  (void)state;
  dts_span text = SPAN("{\"succeeded\":\"x\",\"canceled\":[]," REQUIRED ",\"summary\":{\"success\":1}}");
  dts_json json;
  batch_view batch;
  const char *member;
  parse(text, &json);
  CHECK(text, read_batch(json.root, &batch, &member) == DTS_OK);
  CHECK(text, has(batch.summary.success, 1) && !batch.summary.cancelled.present);
  dts_json_free(&json);
}

static void each_member_is_checked(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(BATCHES); i++) {
    dts_json json;
    batch_view batch = {0};
    const char *member = NULL;
    parse(BATCHES[i].text, &json);
    CHECK(BATCHES[i].text, read_batch(json.root, &batch, &member) == BATCHES[i].code);
    if (BATCHES[i].code == DTS_OK)
      CHECK(BATCHES[i].text,
            has(batch.summary.total, 0) && !batch.summary.total_character_charged.present && !batch.error);
    else
      CHECK(BATCHES[i].text, member && strcmp(member, BATCHES[i].member) == 0);
    dts_json_free(&json);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_job_is_read),
      cmocka_unit_test(each_member_is_checked),
      cmocka_unit_test(counts_have_alternative_names),
      cmocka_unit_test(counts_are_renamed_in_a_summary_only),
  };
  return cmocka_run_group_tests_name("batch", tests, NULL, NULL);
}
