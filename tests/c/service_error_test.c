// Tests service_error.c: all forms of error bodies, the message, and the hints.
#include "tests.h"

#include "cJSON.h"

// Finds the error object in a body, which may not be JSON.
static const cJSON *find(dts_span body, dts_json *json) {
  dts_span copy = copy_of(body);
  *json = (dts_json){0};
  dts_code code = dts_json_parse(copy, json);
  release(copy);
  return code == DTS_OK ? dts_service_error_find(json->root) : NULL;
}

// ---- Bodies

static const struct {
  dts_span body, code, message, target;
} ERRORS[] = {
    // The examples of the reference.
    {T("{\"error\":{\"code\":\"Unauthorized\",\"message\":\"User is not authorized\",\"target\":\"Document\","
       "\"innerError\":{\"code\":\"Unauthorized\",\"message\":\"Operation is not authorized\"}}}"),
     T("Unauthorized"), T("User is not authorized"), T("Document")},
    {T("{\"error\":{\"code\":\"InternalServerError\",\"message\":\"Internal Server Error\",\"target\":\"Operation\","
       "\"innerError\":{\"code\":\"InternalServerError\",\"message\":\"Unexpected internal server error occurred\"}}}"),
     T("InternalServerError"), T("Internal Server Error"), T("Operation")},
    // Newer API versions.
    {T("{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"id not found\",\"target\":\"Document\",\"details\":[],"
       "\"innererror\":{\"code\":\"ResourceNotFound\",\"message\":\"id not found\"}}}"),
     T("ResourceNotFound"), T("id not found"), T("Document")},
    // A wrong key, no key, and the form of the text translation service.
    {T("{\"error\":{\"code\":\"401\",\"message\":\"Access denied due to invalid subscription key or wrong API "
       "endpoint. Make "
       "sure to provide a valid key for an active subscription and use a correct regional API endpoint for your "
       "resource.\"}}"),
     T("401"),
     T("Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an "
       "active "
       "subscription and use a correct regional API endpoint for your resource."),
     NONE},
    {T("{\"statusCode\":401,\"message\":\"Access denied due to missing subscription key.\"}"), T("401"),
     T("Access denied due to missing subscription key."), NONE},
    {T("{ \"statusCode\": \"401\", \"message\": \"Access denied.\" }\r\n"), T("401"), T("Access denied."), NONE},
    {T("{\"error\":{\"code\":401000,\"message\":\"The request is not authorized because credentials are missing or "
       "invalid.\"}}"),
     T("401000"), T("The request is not authorized because credentials are missing or invalid."), NONE},
    {T("{\"error\":{\"code\":400035,\"message\":\"x\"}}"), T("400035"), T("x"), NONE},
    // A wrong path or version, a firewall, a missing role, throttling, and an outage.
    {T("{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}"), T("404"), T("Resource not found"), NONE},
    {T("{\"error\":{\"code\":\"403\",\"message\":\"Access denied due to Virtual Network/Firewall rules.\"}}"), T("403"),
     T("Access denied due to Virtual Network/Firewall rules."), NONE},
    {T("{\"error\":{\"code\":\"PermissionDenied\",\"message\":\"Principal does not have access to API/Operation.\"}}"),
     T("PermissionDenied"), T("Principal does not have access to API/Operation."), NONE},
    {T("{\"error\":{\"code\":\"RequestRateTooHigh\",\"message\":\"Slow "
       "down.\",\"innerError\":{\"code\":\"RateTooHigh\","
       "\"message\":\"x\"}}}"),
     T("RequestRateTooHigh"), T("Slow down."), NONE},
    {T("{\"error\":{\"code\":\"429\",\"message\":\"Please retry after 9 seconds\"}}"), T("429"),
     T("Please retry after 9 seconds"), NONE},
    {T("{\"error\":{\"code\":\"ServiceUnavailable\",\"message\":\"x\",\"innerError\":{\"code\":"
       "\"ServiceTemporaryUnavailable\",\"message\":\"y\"}}}"),
     T("ServiceUnavailable"), T("x"), NONE},
    // Missing members.
    {T("{\"error\":{}}"), NONE, NONE, NONE},
    {T("{\"error\":{\"code\":\"x\"}}"), T("x"), NONE, NONE},
    {T("{\"error\":{\"message\":\"x\"}}"), NONE, T("x"), NONE},
    {T("{\"error\":{\"target\":\"x\"}}"), NONE, NONE, T("x")},
    {T("{\"error\":{\"code\":null,\"message\":null,\"target\":null,\"details\":null,\"innerError\":null}}"), NONE, NONE,
     NONE},
    {T("{\"message\":\"x\"}"), NONE, T("x"), NONE},
    {T("{\"code\":\"x\",\"message\":\"y\",\"target\":\"z\"}"), T("x"), T("y"), T("z")},
    {T("{\"error\":{\"code\":\"\",\"message\":\"\",\"target\":\"\"}}"), T(""), T(""), T("")},
    // Members of other types.
    {T("{\"error\":{\"code\":true,\"message\":5,\"target\":{}}}"), NONE, NONE, NONE},
    {T("{\"error\":{\"code\":{},\"message\":[\"x\"],\"target\":null}}"), NONE, NONE, NONE},
    // Names must match exactly.
    {T("{\"error\":{\"Code\":\"x\",\"MESSAGE\":\"y\",\"Target\":\"z\"}}"), NONE, NONE, NONE},
    // Numbers as codes.
    {T("{\"error\":{\"code\":0}}"), T("0"), NONE, NONE},
    {T("{\"error\":{\"code\":1e2}}"), T("100"), NONE, NONE},
    {T("{\"error\":{\"code\":429.0}}"), T("429"), NONE, NONE},
    {T("{\"error\":{\"code\":4294967296}}"), T("4294967296"), NONE, NONE},
    {T("{\"error\":{\"code\":9007199254740991}}"), T("9007199254740991"), NONE, NONE},
};

static void all_forms_of_errors_are_read(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(ERRORS); i++) {
    dts_json json;
    const cJSON *object = find(ERRORS[i].body, &json);
    CHECK(ERRORS[i].body, object);
    dts_service_error error;
    memset(&error, 0xaa, sizeof error);
    dts_service_error_read(object, &error);
    CHECK(ERRORS[i].body, same(error.code, ERRORS[i].code));
    CHECK(ERRORS[i].body, same(error.message, ERRORS[i].message));
    CHECK(ERRORS[i].body, same(error.target, ERRORS[i].target));
    dts_json_free(&json);
  }
}

static const dts_span NO_ERRORS[] = {
    T(""),
    T("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>"),
    T("Service Unavailable"),
    T("upstream connect error or disconnect/reset before headers"),
    T("null"),
    T("true"),
    T("5"),
    T("\"error\""),
    T("[]"),
    T("[{\"error\":{\"code\":\"x\"}}]"),
    T("{}"),
    T("{\"error\":null}"),
    T("{\"error\":\"x\"}"),
    T("{\"error\":[]}"),
    T("{\"Error\":{\"code\":\"x\"}}"),
    T("{\"status\":\"Running\"}"),
    T("{\"error\":{\"code\":\"x\",\"message\":\"cut"),
};

static void other_bodies_have_no_error(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(NO_ERRORS); i++) {
    dts_json json;
    CHECK(NO_ERRORS[i], !find(NO_ERRORS[i], &json));
    dts_json_free(&json);
  }
  assert_null(dts_service_error_find(NULL));
}

static void a_number_is_never_changed(void **state) {
  (void)state;
  static const struct {
    dts_span body, code; // an absent code is correct as well
  } ROWS[] = {
      {T("{\"error\":{\"code\":401.5}}"), T("401.5")}, {T("{\"error\":{\"code\":0.5}}"), T("0.5")},
      {T("{\"error\":{\"code\":-401}}"), T("-401")},   {T("{\"error\":{\"code\":9007199254740993}}"), NONE},
      {T("{\"error\":{\"code\":1e300}}"), NONE},       {T("{\"error\":{\"code\":1e400}}"), NONE},
      {T("{\"error\":{\"code\":-1e400}}"), NONE},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_json json;
    dts_service_error error;
    dts_service_error_read(find(ROWS[i].body, &json), &error);
    CHECK(ROWS[i].body, !error.code.ptr || same(error.code, ROWS[i].code));
    dts_json_free(&json);
  }
}

static void inner_errors_have_two_names(void **state) {
  (void)state;
  static const struct {
    dts_span body, inner; // the code of the inner error
  } ROWS[] = {
      {T("{\"error\":{\"innerError\":{\"code\":\"x\"}}}"), T("x")},
      {T("{\"error\":{\"innererror\":{\"code\":\"x\"}}}"), T("x")},
      {T("{\"error\":{\"innerError\":null,\"innererror\":{\"code\":\"x\"}}}"), T("x")},
      {T("{\"error\":{\"innererror\":null,\"innerError\":{\"code\":\"x\"}}}"), T("x")},
      {T("{\"error\":{\"innerError\":{\"code\":5}}}"), T("5")},
      {T("{\"code\":\"flat\",\"innerError\":{\"code\":\"x\"}}"), T("x")},
      {T("{\"error\":{\"innerError\":null}}"), NONE},
      {T("{\"error\":{\"innerError\":\"x\"}}"), NONE},
      {T("{\"error\":{\"innerError\":[{\"code\":\"x\"}]}}"), NONE},
      {T("{\"error\":{\"InnerError\":{\"code\":\"x\"}}}"), NONE},
      {T("{\"error\":{\"code\":\"x\"}}"), NONE},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_json json;
    dts_service_error error, inner = {0};
    dts_service_error_read(find(ROWS[i].body, &json), &error);
    CHECK(ROWS[i].body, (error.inner != NULL) == (ROWS[i].inner.ptr != NULL));
    if (error.inner) dts_service_error_read(error.inner, &inner);
    CHECK(ROWS[i].body, same(inner.code, ROWS[i].inner) && !inner.inner);
    dts_json_free(&json);
  }
}

static void details_are_unchanged(void **state) {
  (void)state;
  static const struct {
    dts_span body;
    const char *details; // NULL if absent
  } ROWS[] = {
      {T("{\"error\":{\"details\":[]}}"), "[]"},
      {T("{\"error\":{\"details\":{}}}"), "{}"},
      {T("{\"error\":{\"details\":{\"key\":\"value\",\"n\":[1]}}}"), "{\"key\":\"value\",\"n\":[1]}"},
      {T("{\"error\":{\"details\":[{\"code\":\"x\",\"message\":\"y\",\"target\":\"z\"}]}}"),
       "[{\"code\":\"x\",\"message\":\"y\",\"target\":\"z\"}]"},
      {T("{\"error\":{\"details\":null}}"), NULL},
      {T("{\"error\":{\"details\":\"x\"}}"), NULL},
      {T("{\"error\":{\"details\":5}}"), NULL},
      {T("{\"error\":{}}"), NULL},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_json json;
    dts_service_error error;
    dts_service_error_read(find(ROWS[i].body, &json), &error);
    CHECK(ROWS[i].body, (error.details != NULL) == (ROWS[i].details != NULL));
    char *text = error.details ? cJSON_PrintUnformatted(error.details) : NULL;
    CHECK(ROWS[i].body, !text || strcmp(text, ROWS[i].details) == 0);
    cJSON_free(text);
    dts_json_free(&json);
  }
}

// ---- Messages

// The message of a body's error. Free it with release().
static dts_span message_of(dts_span body) {
  dts_json json;
  const cJSON *object = find(body, &json);
  CHECK(body, object);
  char *out = malloc(DTS_MAX_MESSAGE_LENGTH);
  size_t len = dts_service_error_write_message(object, out);
  CHECK(body, len <= DTS_MAX_MESSAGE_LENGTH);
  dts_json_free(&json);
  return (dts_span){out, len};
}

static bool starts(dts_span text, dts_span start) {
  return text.len >= start.len && memcmp(text.ptr, start.ptr, start.len) == 0;
}

static bool ends(dts_span text, dts_span end) {
  return text.len >= end.len && memcmp(text.ptr + text.len - end.len, end.ptr, end.len) == 0;
}

static const struct {
  dts_span body, outer, inner; // inner is absent if the message is the outer one only
} MESSAGES[] = {
    {T("{\"error\":{\"message\":\"Outer.\"}}"), T("Outer."), NONE},
    {T("{\"statusCode\":401,\"message\":\"Outer.\"}"), T("Outer."), NONE},
    {T("{\"error\":{\"message\":\"User is not authorized\",\"innerError\":{\"message\":\"Operation is not "
       "authorized\"}}}"),
     T("User is not authorized"), T("Operation is not authorized")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innererror\":{\"message\":\"Inner.\"}}}"), T("Outer."), T("Inner.")},
    // The innermost one that has a message.
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"message\":\"Middle.\",\"innerError\":{\"message\":\"Inner."
       "\"}}}}"),
     T("Outer."), T("Inner.")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"message\":\"Middle.\",\"innererror\":{\"code\":\"x\"}}}}"),
     T("Outer."), T("Middle.")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"code\":\"x\",\"innerError\":{\"message\":\"Inner.\"}}}}"),
     T("Outer."), T("Inner.")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"message\":\"\"}}}"), T("Outer."), NONE},
    // The inner message repeats the outer one.
    {T("{\"error\":{\"message\":\"id not found\",\"innerError\":{\"message\":\"id not found\"}}}"), T("id not found"),
     NONE},
    {T("{\"error\":{\"message\":\"Failed: id not found.\",\"innerError\":{\"message\":\"id not found\"}}}"),
     T("Failed: id not found."), NONE},
    // Only an inner error has a message.
    {T("{\"error\":{\"code\":\"x\",\"innerError\":{\"message\":\"Inner.\"}}}"), T("Inner."), NONE},
    {T("{\"error\":{\"message\":\"\",\"innerError\":{\"message\":\"Inner.\"}}}"), T("Inner."), NONE},
    {T("{\"error\":{\"message\":5,\"innerError\":{\"message\":\"Inner.\"}}}"), T("Inner."), NONE},
    // No message.
    {T("{\"error\":{}}"), T(""), NONE},
    {T("{\"error\":{\"code\":\"x\",\"message\":\"\"}}"), T(""), NONE},
    {T("{\"error\":{\"code\":\"x\",\"innerError\":{\"code\":\"y\"}}}"), T(""), NONE},
    // Other scripts.
    {T("{\"error\":{\"message\":\"\\u65b0 \xf0\x9f\x98\x80\"}}"), T("\xe6\x96\xb0 \xf0\x9f\x98\x80"), NONE},
};

static void the_message_is_the_outermost_and_the_innermost(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(MESSAGES); i++) {
    dts_span message = message_of(MESSAGES[i].body), outer = MESSAGES[i].outer, inner = MESSAGES[i].inner;
    if (inner.ptr) {
      CHECK(message, starts(message, outer) && ends(message, inner));
      CHECK(message, message.len > outer.len + inner.len && message.len <= outer.len + inner.len + 3);
    } else {
      CHECK(message, message.len == outer.len && starts(message, outer));
    }
    release(message);
  }
}

static void nested_errors_are_read_to_the_limit(void **state) {
  (void)state;
  for (size_t inner = 0; inner <= 28; inner++) {
    char body[4096] = "{\"error\":{\"message\":\"level 0.\"", deepest[32];
    for (size_t i = 1; i <= inner; i++) {
      char level[64];
      snprintf(level, sizeof level, ",\"%s\":{\"message\":\"level %zu.\"", i % 2 ? "innerError" : "innererror", i);
      strcat(body, level);
    }
    for (size_t i = 0; i < inner + 2; i++) strcat(body, "}");
    snprintf(deepest, sizeof deepest, "level %zu.", inner <= 8 ? inner : 8);
    dts_span message = message_of(span_of(body));
    CHECK(message, starts(message, SPAN("level 0.")) && ends(message, span_of(deepest)));
    release(message);
  }
}

static void long_messages_are_truncated_between_characters(void **state) {
  (void)state;
  static const dts_span CHARACTERS[] = {T("x"), T("\xc3\xbc"), T("\xe6\x96\xb0"), T("\xf0\x9f\x98\x80")};
  for (size_t c = 0; c < COUNT(CHARACTERS); c++) {
    for (size_t before = 4086; before <= 4098; before++) {
      char body[5000] = "{\"error\":{\"message\":\"";
      size_t from = strlen(body), at = from, size = CHARACTERS[c].len;
      for (size_t i = 0; i < before; i++) body[at++] = 'a';
      for (size_t i = 0; i < 20; i++, at += size) memcpy(body + at, CHARACTERS[c].ptr, size);
      size_t end = at;
      memcpy(body + at, "\"}}", 3);
      dts_span message = message_of((dts_span){body, at + 3});
      size_t expected = before >= 4096 ? 4096 : before + (4096 - before) / size * size;
      if (expected > end - from) expected = end - from;
      CHECK(message, message.len == expected && memcmp(message.ptr, body + from, expected) == 0);
      release(message);
    }
  }
}

static void an_inner_message_gets_the_remaining_space(void **state) {
  (void)state;
  for (size_t outer = 4080; outer <= 4100; outer++) {
    char body[5000] = "{\"error\":{\"message\":\"";
    size_t at = strlen(body);
    memset(body + at, 'a', outer);
    strcat(body, "\",\"innerError\":{\"message\":\"\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc\"}}}");
    dts_span message = message_of(span_of(body));
    CHECK(message, message.len <= 4096 && message.len >= (outer < 4096 ? outer : 4096));
    size_t rest = 0;
    for (size_t i = outer; i < message.len; i++) rest += (unsigned char)message.ptr[i] >= 0x80;
    CHECK(message, rest % 2 == 0);
    release(message);
  }
}

// ---- Signatures in messages

static const char *const LEAKS[] = {
    "https://a.blob.core.windows.net/b?sv=2020-08-04&sig=SECRET",
    "https://a.blob.core.windows.net/b?sig=SECRET&se=2024",
    "(https://a.blob.core.windows.net/b?sv=1&sig=SECRET)",
    "https://a.blob.core.windows.net/b?sv=1&sIg=%53SECRET%3D.",
    "https://a.blob.core.windows.net/b?sv=1&sig=%2BSECRET%2F%3D&se=1",
    "https://a.blob.core.windows.net/b?sv=1\\u0026sig=SECRET\\u0026se=1", // escaped in JSON
    "https://a.blob.core.windows.net/b?sv=1&amp;sig=SECRET&amp;se=1",
    "https://a.example/?url=https%3A%2F%2Fa.blob.core.windows.net%2Fb%3Fsv%3D1%26sig%3DSECRET%26se%3D1", // an encoded
                                                                                                         // URL
    "https://a.example/?url=https%3a%2f%2fa.blob.core.windows.net%2fb%3fsig%3dSECRET",
    "https://a.example/?url=https%3A%2F%2Fa.blob.core.windows.net%2Fb%3Fsv%3D1%26sig=SECRET",
    "(sig=SECRET)",
    "[sig=SECRET]",
    "{sig=SECRET}",
    "sv=1|sig=SECRET",
    "query:sig=SECRET",
};

static void messages_contain_no_signature(void **state) {
  (void)state;
  static const char *const FORMS[] = {
      "{\"error\":{\"message\":\"%s\"}}",
      "{\"error\":{\"message\":\"Cannot read %s now.\"}}",
      "{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"message\":\"Cannot read %s\"}}}",
      "{\"error\":{\"message\":\"%s\",\"innerError\":{\"message\":\"Inner.\"}}}",
      "{\"statusCode\":400,\"message\":\"%s\"}",
  };
  for (size_t i = 0; i < COUNT(LEAKS); i++) {
    for (size_t f = 0; f < COUNT(FORMS); f++) {
      char body[1024];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
      snprintf(body, sizeof body, FORMS[f], LEAKS[i]);
#pragma GCC diagnostic pop
      dts_span message = message_of(span_of(body));
      CHECK(message, !contains(message, "SECRET") && contains(message, "***"));
      release(message);
    }
  }
}

static void truncated_messages_contain_no_signature(void **state) {
  (void)state;
  for (size_t before = 4070; before <= 4096; before++) {
    char body[5000] = "{\"error\":{\"message\":\"";
    size_t at = strlen(body);
    memset(body + at, 'a', before);
    strcat(body, "?sig=SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSSS\"}}");
    dts_span message = message_of(span_of(body));
    CHECK(message, message.len == 4096 && !contains(message, "S"));
    release(message);
  }
}

// ---- Hints

static const struct {
  int status;
  dts_span code; // of the service's error
  bool in_page;
  dts_hint hint;
} HINTS[] = {
    // The code of a 404 tells whether the ids or the path are unknown.
    {404, T("ResourceNotFound"), false, DTS_HINT_IDS},
    {404, T("ResourceNotFound"), true, DTS_HINT_IDS},
    {404, T("404"), false, DTS_HINT_PATH},
    {404, T("404"), true, DTS_HINT_PATH},
    {404, T(""), false, DTS_HINT_NONE},
    {404, T(""), true, DTS_HINT_NONE},
    {404, T("resourcenotfound"), false, DTS_HINT_NONE},
    {404, T("ResourceNotFoun"), false, DTS_HINT_NONE},
    {404, T("ResourceNotFound "), false, DTS_HINT_NONE},
    {404, T("404000"), false, DTS_HINT_NONE},
    {404, T("40"), false, DTS_HINT_NONE},
    {404, T("InvalidArgument"), false, DTS_HINT_NONE},
    // The code is ignored for other statuses.
    {400, T("ResourceNotFound"), false, DTS_HINT_NONE},
    {400, T("404"), false, DTS_HINT_NONE},
    {500, T("404"), false, DTS_HINT_NONE},
    {401, T("404"), false, DTS_HINT_KEY},
    // The other hints depend on the status only.
    {401, T("401"), false, DTS_HINT_KEY},
    {401, T("Unauthorized"), false, DTS_HINT_KEY},
    {401, T("401"), true, DTS_HINT_KEY},
    {0, T(""), true, DTS_HINT_PROXY},
    {0, T(""), false, DTS_HINT_NONE},
    {403, T("403"), false, DTS_HINT_TIER},
    {403, T(""), true, DTS_HINT_TIER},
    {429, T("RequestRateTooHigh"), false, DTS_HINT_RATE},
    {429, T(""), true, DTS_HINT_RATE},
    {400, T("InvalidRequest"), false, DTS_HINT_NONE},
    {418, T(""), true, DTS_HINT_NONE},
    {430, T(""), false, DTS_HINT_NONE},
    {500, T("InternalServerError"), false, DTS_HINT_NONE},
    {503, T("ServiceUnavailable"), false, DTS_HINT_NONE},
};

static void hints_depend_on_the_status_and_the_code(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(HINTS); i++) {
    dts_span code = copy_of(HINTS[i].code);
    CHECK(code, dts_service_error_hint(HINTS[i].status, code, HINTS[i].in_page) == HINTS[i].hint);
    release(code);
  }
}

static void hints_say_what_to_do(void **state) {
  (void)state;
  static const struct {
    dts_hint hint;
    const char *text, *says[3];
  } TEXTS[] = {
#define X(symbol, text) {DTS_HINT_##symbol, text, SAYS_##symbol},
#define SAYS_PROXY                                                                                                     \
  { "CORS", "proxy" }
#define SAYS_KEY                                                                                                       \
  { "key", "token", "custom domain" }
#define SAYS_TIER                                                                                                      \
  { "F0", "firewall", "role" }
#define SAYS_IDS                                                                                                       \
  { "ids", "endpoint", "apiVersion" }
#define SAYS_PATH                                                                                                      \
  { "path", "endpoint", "apiVersion" }
#define SAYS_RATE                                                                                                      \
  { "fewer requests", "retryAfterMs" }
#define SAYS_WORKERD                                                                                                   \
  { "workerd", "serverExternalPackages" }
#include "error_hints.def"
#undef X
  };
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    assert_int_equal(TEXTS[i].hint, i + 1);
    for (size_t s = 0; s < 3 && TEXTS[i].says[s]; s++)
      CHECK(span_of(TEXTS[i].text), contains(span_of(TEXTS[i].text), TEXTS[i].says[s]));
  }
}

static void other_statuses_have_no_hint(void **state) {
  (void)state;
  for (int status = 0; status <= 999; status++) {
    bool hinted = status == 401 || status == 403 || status == 429;
    assert_int_equal(dts_service_error_hint(status, SPAN(""), false) != DTS_HINT_NONE, hinted);
    assert_int_equal(dts_service_error_hint(status, SPAN(""), true) != DTS_HINT_NONE, hinted || status == 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(all_forms_of_errors_are_read),
      cmocka_unit_test(other_bodies_have_no_error),
      cmocka_unit_test(a_number_is_never_changed),
      cmocka_unit_test(inner_errors_have_two_names),
      cmocka_unit_test(details_are_unchanged),
      cmocka_unit_test(the_message_is_the_outermost_and_the_innermost),
      cmocka_unit_test(nested_errors_are_read_to_the_limit),
      cmocka_unit_test(long_messages_are_truncated_between_characters),
      cmocka_unit_test(an_inner_message_gets_the_remaining_space),
      cmocka_unit_test(messages_contain_no_signature),
      cmocka_unit_test(truncated_messages_contain_no_signature),
      cmocka_unit_test(hints_depend_on_the_status_and_the_code),
      cmocka_unit_test(hints_say_what_to_do),
      cmocka_unit_test(other_statuses_have_no_hint),
  };
  return cmocka_run_group_tests_name("service_error", tests, NULL, NULL);
}
