// Proves codes.def and codes.c: each code's name and kind, which users program against, and that each says something.
#include "tests.h"

// In the order of the table, which is the order of their numbers.
static const struct {
  dts_code symbol;
  const char *code;
  dts_kind kind;
} CODES[] = {
    {DTS_ERROR_ENDPOINT, "InvalidEndpoint", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_INSECURE, "InsecureEndpoint", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_USER_INFO, "EndpointHasUserInfo", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_QUERY, "EndpointHasQuery", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_FRAGMENT, "EndpointHasFragment", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_PATH, "UnsafeEndpointPath", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_OPERATION, "OperationUrlAsEndpoint", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_GLOBAL, "GlobalEndpoint", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_ENDPOINT_REGIONAL, "RegionalEndpoint", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_API_VERSION, "InvalidApiVersion", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_BATCH_ID, "InvalidBatchId", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_DOCUMENT_ID, "InvalidDocumentId", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_OPERATION_LOCATION, "InvalidOperationLocation", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_OPTION, "InvalidOption", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_CREDENTIAL, "InvalidCredential", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_KEY_IN_BROWSER, "KeyInBrowser", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_TOKEN, "TokenFailed", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_CLOSED, "ClientClosed", DTS_KIND_INVALID_ARGUMENT},
    {DTS_ERROR_NETWORK, "NetworkFailure", DTS_KIND_NETWORK},
    {DTS_ERROR_REDIRECT, "RedirectRefused", DTS_KIND_NETWORK},
    {DTS_ERROR_TIMEOUT, "Timeout", DTS_KIND_TIMEOUT},
    {DTS_ERROR_STATUS_CODE, "UnexpectedStatusCode", DTS_KIND_INVALID_RESPONSE},
    {DTS_ERROR_BODY_SIZE, "BodyTooLarge", DTS_KIND_INVALID_RESPONSE},
    {DTS_ERROR_JSON, "InvalidJson", DTS_KIND_INVALID_RESPONSE},
    {DTS_ERROR_MEMBER_MISSING, "MissingMember", DTS_KIND_INVALID_RESPONSE},
    {DTS_ERROR_MEMBER_INVALID, "InvalidMember", DTS_KIND_INVALID_RESPONSE},
    {DTS_ERROR_MEMBER_DUPLICATE, "DuplicateMember", DTS_KIND_INVALID_RESPONSE},
    {DTS_ERROR_NEXT_LINK, "UnsafeNextLink", DTS_KIND_INVALID_RESPONSE},
    {DTS_ERROR_MODULE, "ModuleFailed", DTS_KIND_MODULE},
    {DTS_ERROR_MEMORY, "OutOfMemory", DTS_KIND_MODULE},
};

static void each_code_has_its_name_its_kind_and_its_cause(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(CODES); i++) {
    dts_code_info info = dts_code_describe(CODES[i].symbol);
    dts_span code = span_of(CODES[i].code), cause = span_of(info.cause), hint = span_of(info.hint);
    CHECK(code, same(span_of(info.code), code) && info.kind == CODES[i].kind);
    CHECK(code, cause.ptr && cause.len > 10 && cause.ptr[cause.len - 1] == '.');
    CHECK(code, hint.ptr && (hint.len == 0 || hint.len > 10));
  }
}

static void the_table_of_codes_is_whole(void **state) {
  (void)state;
  assert_int_equal(DTS_OK, 0);
  bool seen[DTS_ERROR_SERVICE] = {false};
  for (size_t i = 0; i < COUNT(CODES); i++) seen[CODES[i].symbol] = true;
  for (size_t code = 1; code < DTS_ERROR_SERVICE; code++)
    CHECK(span_of(dts_code_describe((dts_code)code).code), seen[code]); // a new code goes into this test's table
}

static void kinds_have_the_names_that_javascript_has(void **state) {
  (void)state;
  assert_string_equal(dts_kind_name(DTS_KIND_INVALID_ARGUMENT), "invalid-argument");
  assert_string_equal(dts_kind_name(DTS_KIND_NETWORK), "network");
  assert_string_equal(dts_kind_name(DTS_KIND_TIMEOUT), "timeout");
  assert_string_equal(dts_kind_name(DTS_KIND_SERVICE), "service");
  assert_string_equal(dts_kind_name(DTS_KIND_INVALID_RESPONSE), "invalid-response");
  assert_string_equal(dts_kind_name(DTS_KIND_MODULE), "module");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_code_has_its_name_its_kind_and_its_cause),
      cmocka_unit_test(the_table_of_codes_is_whole),
      cmocka_unit_test(kinds_have_the_names_that_javascript_has),
  };
  return cmocka_run_group_tests_name("codes", tests, NULL, NULL);
}
