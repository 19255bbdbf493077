// Tests list_query.c: the values of each option, and the parameters that are written.
#include "urls.h"

static const struct {
  dts_span query[DTS_LIST_OPTION_COUNT];
  dts_span in_path, in_query; // the text that is appended; absent if the value is invalid
} QUERIES[] = {
    {{[DTS_LIST_TOP] = NONE}, T(""), T("")},
    {{[DTS_LIST_TOP] = T("5")}, T("?$top=5"), T("&top=5")},
    {{[DTS_LIST_SKIP] = T("10")}, T("?$skip=10"), T("&skip=10")},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("100")}, T("?$maxpagesize=100"), T("&maxpagesize=100")},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc asc")},
     T("?$orderBy=createdDateTimeUtc%20asc"),
     T("&orderby=createdDateTimeUtc%20asc")},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc desc")},
     T("?$orderBy=createdDateTimeUtc%20desc"),
     T("&orderby=createdDateTimeUtc%20desc")},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc asc")},
     T("?$orderBy=lastActionDateTimeUtc%20asc"),
     T("&orderby=lastActionDateTimeUtc%20asc")},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc desc")},
     T("?$orderBy=lastActionDateTimeUtc%20desc"),
     T("&orderby=lastActionDateTimeUtc%20desc")},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("1")}, T("?$maxpagesize=1"), T("&maxpagesize=1")},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("99")}, T("?$maxpagesize=99"), T("&maxpagesize=99")},
    {{[DTS_LIST_TOP] = T("999999999")}, T("?$top=999999999"), T("&top=999999999")},
    {{[DTS_LIST_SKIP] = T("0")}, T("?$skip=0"), T("&skip=0")},
    {{[DTS_LIST_IDS] = T(DOCUMENT)}, T("?ids=" DOCUMENT), T("&ids=" DOCUMENT)},
    {{[DTS_LIST_IDS] = T(DOCUMENT "," BATCH)}, T("?ids=" DOCUMENT "," BATCH), T("&ids=" DOCUMENT "," BATCH)},
    {{[DTS_LIST_STATUSES] = T("Running")}, T("?statuses=Running"), T("&statuses=Running")},
    {{[DTS_LIST_STATUSES] = T("Frozen")}, T("?statuses=Frozen"), T("&statuses=Frozen")},
    {{[DTS_LIST_STATUSES] = T("Canceled")}, T("?statuses=Cancelled"), T("&statuses=Cancelled")},
    {{[DTS_LIST_STATUSES] = T("Cancelled")}, T("?statuses=Cancelled"), T("&statuses=Cancelled")},
    {{[DTS_LIST_STATUSES] = T("Succeeded,Canceled,Failed")},
     T("?statuses=Succeeded,Cancelled,Failed"),
     T("&statuses=Succeeded,Cancelled,Failed")},
    {{[DTS_LIST_CREATED_START] = T("2024-05-01T10:00:00Z")},
     T("?createdDateTimeUtcStart=2024-05-01T10:00:00Z"),
     T("&createdDateTimeUtcStart=2024-05-01T10:00:00Z")},
    {{[DTS_LIST_CREATED_END] = T("2024-05-01T10:00:00.5+02:00")},
     T("?createdDateTimeUtcEnd=2024-05-01T10:00:00.5%2B02:00"),
     T("&createdDateTimeUtcEnd=2024-05-01T10:00:00.5%2B02:00")},
    // Invalid values.
    {{[DTS_LIST_TOP] = T("-1")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T("1.5")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T("5&x=1")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T(" 5")}, NONE, NONE},
    {{[DTS_LIST_TOP] = T("1234567890")}, NONE, NONE},
    {{[DTS_LIST_SKIP] = T("x")}, NONE, NONE},
    {{[DTS_LIST_SKIP] = T("5#")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("1\n")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("0x10")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("0")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("000")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("101")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("999")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("1000")}, NONE, NONE},
    {{[DTS_LIST_MAX_PAGE_SIZE] = T("-1")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc up")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc  asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc asc desc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc ASC")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("lastactiondatetimeutc asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("status asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T(" asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("asc")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc up")}, NONE, NONE},
    {{[DTS_LIST_ORDER_BY] = T("createdDateTimeUtc asc&x=1")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T("x")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(",")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(DOCUMENT ",")}, NONE, NONE},
    {{[DTS_LIST_IDS] = T("," DOCUMENT)}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(DOCUMENT ", " DOCUMENT)}, NONE, NONE},
    {{[DTS_LIST_IDS] = T(DOCUMENT "&x=1")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running,")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running&x=1")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("{Running}")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running Failed")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running%2CFailed")}, NONE, NONE},
    {{[DTS_LIST_STATUSES] = T("Running\0")}, NONE, NONE},
    {{[DTS_LIST_CREATED_START] = T("yesterday")}, NONE, NONE},
    {{[DTS_LIST_CREATED_START] = T("2024-05-01")}, NONE, NONE},
    {{[DTS_LIST_CREATED_END] = T("2024-05-01T10:00:00Z&x=1")}, NONE, NONE},
    {{[DTS_LIST_CREATED_END] = T("2024-02-30T10:00:00Z")}, NONE, NONE},
};

static void values_are_written_with_the_parameters_of_the_family(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(QUERIES); i++) {
    for (int in_query = 0; in_query < 2; in_query++) {
      dts_span url = in_query ? SPAN(QUERY_LIST) : SPAN(PATH_LIST);
      dts_span added = in_query ? QUERIES[i].in_query : QUERIES[i].in_path;
      dts_version_family family = in_query ? DTS_VERSION_IN_QUERY : DTS_VERSION_IN_PATH;
      char out[2048];
      size_t len = url.len;
      memcpy(out, url.ptr, url.len);
      dts_list_option invalid = DTS_LIST_OPTION_COUNT, given = 0;
      while (given < DTS_LIST_OPTION_COUNT && !QUERIES[i].query[given].len) given++;
      invalid = dts_list_query_append(QUERIES[i].query, family, out, &len, sizeof out);
      dts_span written = {out, len};
      CHECK(written, invalid == (added.ptr ? DTS_LIST_OPTION_COUNT : given));
      if (added.ptr) CHECK(written, same(added, (dts_span){out + url.len, len - url.len}));
    }
  }
}

static void options_are_written_up_to_the_capacity(void **state) {
  (void)state;
  const dts_span query[DTS_LIST_OPTION_COUNT] = {[DTS_LIST_STATUSES] = T("Canceled,Failed"),
                                                 [DTS_LIST_IDS] = T(DOCUMENT),
                                                 [DTS_LIST_TOP] = T("5"),
                                                 [DTS_LIST_SKIP] = T("10"),
                                                 [DTS_LIST_MAX_PAGE_SIZE] = T("2"),
                                                 [DTS_LIST_ORDER_BY] = T("createdDateTimeUtc desc"),
                                                 [DTS_LIST_CREATED_START] = T("2024-05-01T10:00:00+01:00"),
                                                 [DTS_LIST_CREATED_END] = T("2024-05-02T10:00:00Z")};
  static const char *const PARTS[] = {"statuses=Cancelled,Failed",
                                      "ids=0007aadd-0000-0000-0000-000000000000",
                                      "$top=5",
                                      "$skip=10",
                                      "$maxpagesize=2",
                                      "$orderBy=createdDateTimeUtc%20desc",
                                      "createdDateTimeUtcStart=2024-05-01T10:00:00%2B01:00",
                                      "createdDateTimeUtcEnd=2024-05-02T10:00:00Z"};
  char whole[1024];
  size_t whole_len = 0, ends[COUNT(PARTS)], parts_len = 0;
  assert_int_equal(dts_list_query_append(query, DTS_VERSION_IN_PATH, whole, &whole_len, sizeof whole),
                   DTS_LIST_OPTION_COUNT);
  dts_span text = {whole, whole_len};
  CHECK(text, whole[0] == '?' && !memchr(whole + 1, '?', whole_len - 1));
  for (size_t i = 0; i < COUNT(PARTS); i++) {
    CHECK(text, contains(text, PARTS[i]));
    parts_len += 1 + strlen(PARTS[i]); // with the '?' or '&'
    ends[i] = parts_len;
  }
  CHECK(text, parts_len == whole_len);

  // With less capacity, the first option that does not fit is returned.
  for (size_t capacity = 0; capacity <= whole_len; capacity++) {
    dts_list_option expected = 0;
    while (expected < DTS_LIST_OPTION_COUNT && ends[expected] <= capacity) expected++;
    char *out = malloc(capacity ? capacity : 1);
    size_t len = 0;
    CHECK(text, dts_list_query_append(query, DTS_VERSION_IN_PATH, out, &len, capacity) == expected);
    CHECK(text, len <= capacity);
    free(out);
  }
}

static void the_first_invalid_option_is_returned(void **state) {
  (void)state;
  static const dts_span VALID[DTS_LIST_OPTION_COUNT] = {[DTS_LIST_STATUSES] = T("Failed"),
                                                        [DTS_LIST_IDS] = T(DOCUMENT),
                                                        [DTS_LIST_TOP] = T("5"),
                                                        [DTS_LIST_SKIP] = T("10"),
                                                        [DTS_LIST_MAX_PAGE_SIZE] = T("2"),
                                                        [DTS_LIST_ORDER_BY] = T("lastActionDateTimeUtc desc"),
                                                        [DTS_LIST_CREATED_START] = T("2024-05-01T10:00:00Z"),
                                                        [DTS_LIST_CREATED_END] = T("2024-05-02T10:00:00Z")};
  for (dts_list_option first = 0; first <= DTS_LIST_OPTION_COUNT; first++) {
    dts_span query[DTS_LIST_OPTION_COUNT];
    char out[1024];
    size_t len = 0;
    memcpy(query, VALID, sizeof query);
    for (dts_list_option i = first; i < DTS_LIST_OPTION_COUNT; i++) query[i] = SPAN("\x7f");
    assert_int_equal(dts_list_query_append(query, DTS_VERSION_IN_QUERY, out, &len, sizeof out), first);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(values_are_written_with_the_parameters_of_the_family),
      cmocka_unit_test(options_are_written_up_to_the_capacity),
      cmocka_unit_test(the_first_invalid_option_is_returned),
  };
  return cmocka_run_group_tests_name("list_query", tests, NULL, NULL);
}
