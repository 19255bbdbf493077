// Tests list_page.c: pages of documents and of jobs.
#include "responses.h"

typedef struct {
  dts_span text;
  dts_code code;
  const char *member; // on failure
  dts_span next_link;
  int count;
} page_row;

static const page_row PAGES[] = {
    {T("{\"value\":[]}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[" WITH("") "," WITH("") "]}"), DTS_OK, NULL, NONE, 2},
    {T("{\"value\":[" WITH("") "],\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[" WITH("") "],\"@nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"nextLink\":\"https://a/b\",\"value\":[" WITH("") "]}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[],\"nextLink\":null}"), DTS_OK, NULL, NONE, 0},
    {T("{\"@value\":5,\"value\":[" WITH("") "]}"), DTS_OK, NULL, NONE, 1},
    {T("{\"value\":[],\"@nextLink\":null}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[],\"@nextLink\":null,\"nextLink\":null}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[],\"@nextLink\":\"https://a/b\",\"nextLink\":null}"), DTS_OK, NULL, T("https://a/b"), 0},
    {T("{\"value\":[],\"@nextLink\":null,\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 0},
    {T("{\"value\":[{" REQUIRED "}]}"), DTS_OK, NULL, NONE, 1},
    {T("{\"x\":1,\"value\":[" WITH("") "],\"y\":2,\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[],\"NextLink\":1,\"nextlink\":2,\"x\":3}"), DTS_OK, NULL, NONE, 0},
    {T("[]"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("[1]"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("null"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"Value\":[]}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"@value\":[]}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"value\":{}}"), DTS_ERROR_MEMBER_INVALID, "value", NONE, 0},
    {T("{\"value\":[" WITH("") ",1]}"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{\"value\":[" WITH("") ",{}]}"), DTS_ERROR_MEMBER_MISSING, "lastActionDateTimeUtc", NONE, 0},
    {T("{\"value\":null}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"value\":\"x\"}"), DTS_ERROR_MEMBER_INVALID, "value", NONE, 0},
    {T("{\"value\":[],\"value\":[]}"), DTS_ERROR_MEMBER_DUPLICATE, "value", NONE, 0},
    {T("{\"value\":[],\"nextLink\":1}"), DTS_ERROR_MEMBER_INVALID, "nextLink", NONE, 0},
    {T("{\"value\":[],\"nextLink\":{}}"), DTS_ERROR_MEMBER_INVALID, "nextLink", NONE, 0},
    {T("{\"value\":[],\"nextLink\":\"a\",\"nextLink\":\"b\"}"), DTS_ERROR_MEMBER_DUPLICATE, "nextLink", NONE, 0},
    {T("{\"value\":[],\"@nextLink\":\"a\",\"@nextLink\":\"a\"}"), DTS_ERROR_MEMBER_DUPLICATE, "nextLink", NONE, 0},
    {T("{\"value\":[],\"@nextLink\":\"a\",\"nextLink\":\"a\"}"), DTS_ERROR_MEMBER_DUPLICATE, "nextLink", NONE, 0},
    {T("{\"value\":[],\"@nextLink\":1}"), DTS_ERROR_MEMBER_INVALID, "nextLink", NONE, 0},
};

static const page_row PAGES_OF_JOBS[] = {
    {T("{\"value\":[]}"), DTS_OK, NULL, NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) "," COUNTED("\"succeeded\":1") "]}"), DTS_OK, NULL, NONE, 2},
    {T("{\"value\":[{" REQUIRED ",\"summary\":{}}],\"@nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("{\"value\":[" COUNTED(ZEROS) "],\"nextLink\":\"https://a/b\"}"), DTS_OK, NULL, T("https://a/b"), 1},
    {T("[]"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{}"), DTS_ERROR_MEMBER_MISSING, "value", NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) ",[]]}"), DTS_ERROR_MEMBER_INVALID, "", NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) ",{}]}"), DTS_ERROR_MEMBER_MISSING, "id", NONE, 0},
    {T("{\"value\":[" WITH("") "]}"), DTS_ERROR_MEMBER_MISSING, "summary", NONE, 0},
    {T("{\"value\":[" COUNTED(ZEROS) "," COUNTED("\"canceled\":\"x\"") "]}"), DTS_ERROR_MEMBER_INVALID, "cancelled",
     NONE, 0},
    {T("{\"value\":[" COUNTED("\"success\":1,\"succeeded\":1") "]}"), DTS_ERROR_MEMBER_DUPLICATE, "success", NONE, 0},
};

static void pages_are_checked(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(PAGES) + COUNT(PAGES_OF_JOBS); i++) {
    bool of_jobs = i >= COUNT(PAGES);
    const page_row *row = of_jobs ? PAGES_OF_JOBS + (i - COUNT(PAGES)) : PAGES + i;
    dts_json json;
    page_view page = {0};
    const char *member = NULL;
    parse(row->text, &json);
    dts_response_check *check = of_jobs ? dts_batch_page_check : dts_document_page_check;
    CHECK(row->text, read_page(check, json.root, &page, &member) == row->code);
    if (row->code == DTS_OK)
      CHECK(row->text, same(page.next_link, row->next_link) && cJSON_GetArraySize(page.value) == row->count);
    else
      CHECK(row->text, member && strcmp(member, row->member) == 0);
    dts_json_free(&json);
  }
}

static void jobs_of_a_page_are_read_like_single_jobs(void **state) {
  (void)state;
  dts_span text = SPAN("{\"value\":[{" REQUIRED ",\"summary\":{\"succeeded\":1,\"notStarted\":2}},"
                       "{" ID "," LAST ",\"status\":\"Cancelled\",\"summary\":{\"canceled\":3}}]}");
  dts_json json;
  page_view page = {0};
  const char *member;
  parse(text, &json);
  CHECK(text, read_page(dts_batch_page_check, json.root, &page, &member) == DTS_OK);
  assert_non_null(page.value);
  const cJSON *first = page.value->child, *second = first->next;
  summary_view counts = summary_of(known(first, DTS_NAME_summary)),
               others = summary_of(known(second, DTS_NAME_summary));
  CHECK(text, has(counts.success, 1) && has(counts.not_yet_started, 2) && !counts.cancelled.present);
  CHECK(text, has(others.cancelled, 3) && same(text_at(second, DTS_NAME_status), SPAN("Canceled")));
  dts_json_free(&json);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(pages_are_checked),
      cmocka_unit_test(jobs_of_a_page_are_read_like_single_jobs),
  };
  return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
