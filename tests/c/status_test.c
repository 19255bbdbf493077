// Tests status.c: the statuses and their spelling.
#include "responses.h"

static const struct {
  dts_span received, spelled; // in the service's spelling, and in the product's
  dts_status status;
  bool terminal;
} STATUSES[] = {
    {T("NotStarted"), T("NotStarted"), DTS_STATUS_NotStarted, false},
    {T("Running"), T("Running"), DTS_STATUS_Running, false},
    {T("Succeeded"), T("Succeeded"), DTS_STATUS_Succeeded, true},
    {T("Failed"), T("Failed"), DTS_STATUS_Failed, true},
    {T("Canceled"), T("Canceled"), DTS_STATUS_Canceled, true},
    {T("Cancelled"), T("Canceled"), DTS_STATUS_Canceled, true},
    {T("Cancelling"), T("Cancelling"), DTS_STATUS_Cancelling, false},
    {T("ValidationFailed"), T("ValidationFailed"), DTS_STATUS_ValidationFailed, true},
    // Unknown statuses are kept, and are not terminal.
    {T(""), T(""), DTS_STATUS_OTHER, false},
    {T("Queued"), T("Queued"), DTS_STATUS_OTHER, false},
    {T("Canceling"), T("Canceling"), DTS_STATUS_OTHER, false},
    {T("Cancelle"), T("Cancelle"), DTS_STATUS_OTHER, false},
    {T("Cancelledd"), T("Cancelledd"), DTS_STATUS_OTHER, false},
    {T("cancelled"), T("cancelled"), DTS_STATUS_OTHER, false},
    {T("succeeded"), T("succeeded"), DTS_STATUS_OTHER, false},
    {T("SUCCEEDED"), T("SUCCEEDED"), DTS_STATUS_OTHER, false},
    {T("Succeeded "), T("Succeeded "), DTS_STATUS_OTHER, false},
    {T("Succeede"), T("Succeede"), DTS_STATUS_OTHER, false},
    {T("PartiallySucceeded"), T("PartiallySucceeded"), DTS_STATUS_OTHER, false},
    {T("\xe6\x96\xb0"), T("\xe6\x96\xb0"), DTS_STATUS_OTHER, false},
};

static void statuses_have_one_spelling(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(STATUSES); i++) {
    dts_span received = copy_of(STATUSES[i].received);
    CHECK(received, dts_status_parse(received) == STATUSES[i].status);
    CHECK(received, dts_status_is_terminal(dts_status_parse(received)) == STATUSES[i].terminal);

    char body[512];
    int len = snprintf(body, sizeof body, "{" CREATED "," LAST ",\"status\":\"%.*s\"," TO "," ID "}", (int)received.len,
                       received.ptr);
    dts_span text = {body, (size_t)len};
    dts_json json;
    document_view document = {0};
    const char *member;
    parse(text, &json);
    CHECK(text, read_document(json.root, &document, &member) == DTS_OK);
    CHECK(text, same(document.status, STATUSES[i].spelled));
    dts_json_free(&json);
    release(received);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(statuses_have_one_spelling),
  };
  return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
