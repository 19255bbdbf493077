// Proves error.c: every form of error body, the message made of it, signatures masked, and the hints.
#include "tests.h"

#include "cJSON.h"

// The error object in a body, which may be no JSON at all.
static const cJSON *find(dts_span body, dts_json *json) {
  dts_span copy = copy_of(body);
  *json = (dts_json){0};
  dts_code code = dts_json_parse(copy, json);
  release(copy);
  return code == DTS_OK ? dts_error_find(json->root) : NULL;
}

// ---- Bodies
// ----------------------------------------------------------------------------------------------------------

static const struct {
  dts_span body, code, message, target;
} ERRORS[] = {
    // The reference's.
    {T("{\"error\":{\"code\":\"Unauthorized\",\"message\":\"User is not authorized\",\"target\":\"Document\","
       "\"innerError\":{\"code\":\"Unauthorized\",\"message\":\"Operation is not authorized\"}}}"),
     T("Unauthorized"), T("User is not authorized"), T("Document")},
    {T("{\"error\":{\"code\":\"InternalServerError\",\"message\":\"Internal Server Error\",\"target\":\"Operation\","
       "\"innerError\":{\"code\":\"InternalServerError\",\"message\":\"Unexpected internal server error occurred\"}}}"),
     T("InternalServerError"), T("Internal Server Error"), T("Operation")},
    // Newer versions'.
    {T("{\"error\":{\"code\":\"ResourceNotFound\",\"message\":\"id not found\",\"target\":\"Document\",\"details\":[],"
       "\"innererror\":{\"code\":\"ResourceNotFound\",\"message\":\"id not found\"}}}"),
     T("ResourceNotFound"), T("id not found"), T("Document")},
    // A wrong key, no key, the text service's style.
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
    // Wrong path or version, firewall, role, throttling, down.
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
    // Without one or another member.
    {T("{\"error\":{}}"), NONE, NONE, NONE},
    {T("{\"error\":{\"code\":\"x\"}}"), T("x"), NONE, NONE},
    {T("{\"error\":{\"message\":\"x\"}}"), NONE, T("x"), NONE},
    {T("{\"error\":{\"target\":\"x\"}}"), NONE, NONE, T("x")},
    {T("{\"error\":{\"code\":null,\"message\":null,\"target\":null,\"details\":null,\"innerError\":null}}"), NONE, NONE,
     NONE},
    {T("{\"message\":\"x\"}"), NONE, T("x"), NONE},
    {T("{\"code\":\"x\",\"message\":\"y\",\"target\":\"z\"}"), T("x"), T("y"), T("z")},
    {T("{\"error\":{\"code\":\"\",\"message\":\"\",\"target\":\"\"}}"), T(""), T(""), T("")},
    // Of other types.
    {T("{\"error\":{\"code\":true,\"message\":5,\"target\":{}}}"), NONE, NONE, NONE},
    {T("{\"error\":{\"code\":{},\"message\":[\"x\"],\"target\":null}}"), NONE, NONE, NONE},
    // Names count to the letter.
    {T("{\"error\":{\"Code\":\"x\",\"MESSAGE\":\"y\",\"Target\":\"z\"}}"), NONE, NONE, NONE},
    // Numbers as codes.
    {T("{\"error\":{\"code\":0}}"), T("0"), NONE, NONE},
    {T("{\"error\":{\"code\":1e2}}"), T("100"), NONE, NONE},
    {T("{\"error\":{\"code\":429.0}}"), T("429"), NONE, NONE},
    {T("{\"error\":{\"code\":4294967296}}"), T("4294967296"), NONE, NONE},
    {T("{\"error\":{\"code\":9007199254740991}}"), T("9007199254740991"), NONE, NONE},
};

static void every_form_of_error_is_read(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(ERRORS); i++) {
    dts_json json;
    const cJSON *object = find(ERRORS[i].body, &json);
    CHECK(ERRORS[i].body, object);
    dts_error error;
    memset(&error, 0xaa, sizeof error);
    dts_error_read(object, &error);
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

static void anything_else_has_no_error(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(NO_ERRORS); i++) {
    dts_json json;
    CHECK(NO_ERRORS[i], !find(NO_ERRORS[i], &json));
    dts_json_free(&json);
  }
  assert_null(dts_error_find(NULL));
}

static void a_number_that_is_no_code_is_never_another(void **state) {
  (void)state;
  static const struct {
    dts_span body, code; // ptr NULL is fine too
  } ROWS[] = {
      {T("{\"error\":{\"code\":401.5}}"), T("401.5")}, {T("{\"error\":{\"code\":0.5}}"), T("0.5")},
      {T("{\"error\":{\"code\":-401}}"), T("-401")},   {T("{\"error\":{\"code\":9007199254740993}}"), NONE},
      {T("{\"error\":{\"code\":1e300}}"), NONE},       {T("{\"error\":{\"code\":1e400}}"), NONE},
      {T("{\"error\":{\"code\":-1e400}}"), NONE},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_json json;
    dts_error error;
    dts_error_read(find(ROWS[i].body, &json), &error);
    CHECK(ROWS[i].body, !error.code.ptr || same(error.code, ROWS[i].code));
    dts_json_free(&json);
  }
}

static void inner_errors_are_found_under_both_names(void **state) {
  (void)state;
  static const struct {
    dts_span body, inner; // the inner one's code
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
    dts_error error, inner = {0};
    dts_error_read(find(ROWS[i].body, &json), &error);
    CHECK(ROWS[i].body, (error.inner != NULL) == (ROWS[i].inner.ptr != NULL));
    if (error.inner) dts_error_read(error.inner, &inner);
    CHECK(ROWS[i].body, same(inner.code, ROWS[i].inner) && !inner.inner);
    dts_json_free(&json);
  }
}

static void details_are_given_as_they_came(void **state) {
  (void)state;
  static const struct {
    dts_span body;
    const char *details; // unformatted, NULL where there are none
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
    dts_error error;
    dts_error_read(find(ROWS[i].body, &json), &error);
    CHECK(ROWS[i].body, (error.details != NULL) == (ROWS[i].details != NULL));
    char *text = error.details ? cJSON_PrintUnformatted(error.details) : NULL;
    CHECK(ROWS[i].body, !text || strcmp(text, ROWS[i].details) == 0);
    cJSON_free(text);
    dts_json_free(&json);
  }
}

// ---- Messages
// --------------------------------------------------------------------------------------------------------

// The message of a body's error; goes with release().
static dts_span message_of(dts_span body) {
  dts_json json;
  const cJSON *object = find(body, &json);
  CHECK(body, object);
  char *out = malloc(DTS_MESSAGE_MAX);
  size_t len = dts_error_message(object, out);
  CHECK(body, len <= DTS_MESSAGE_MAX);
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
  dts_span body, outer, inner; // inner's ptr is NULL where the outer says it all
} MESSAGES[] = {
    {T("{\"error\":{\"message\":\"Outer.\"}}"), T("Outer."), NONE},
    {T("{\"statusCode\":401,\"message\":\"Outer.\"}"), T("Outer."), NONE},
    {T("{\"error\":{\"message\":\"User is not authorized\",\"innerError\":{\"message\":\"Operation is not "
       "authorized\"}}}"),
     T("User is not authorized"), T("Operation is not authorized")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innererror\":{\"message\":\"Inner.\"}}}"), T("Outer."), T("Inner.")},
    // The deepest that has one.
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"message\":\"Middle.\",\"innerError\":{\"message\":\"Inner."
       "\"}}}}"),
     T("Outer."), T("Inner.")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"message\":\"Middle.\",\"innererror\":{\"code\":\"x\"}}}}"),
     T("Outer."), T("Middle.")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"code\":\"x\",\"innerError\":{\"message\":\"Inner.\"}}}}"),
     T("Outer."), T("Inner.")},
    {T("{\"error\":{\"message\":\"Outer.\",\"innerError\":{\"message\":\"\"}}}"), T("Outer."), NONE},
    // Saying nothing new.
    {T("{\"error\":{\"message\":\"id not found\",\"innerError\":{\"message\":\"id not found\"}}}"), T("id not found"),
     NONE},
    {T("{\"error\":{\"message\":\"Failed: id not found.\",\"innerError\":{\"message\":\"id not found\"}}}"),
     T("Failed: id not found."), NONE},
    // Where only an inner one has one.
    {T("{\"error\":{\"code\":\"x\",\"innerError\":{\"message\":\"Inner.\"}}}"), T("Inner."), NONE},
    {T("{\"error\":{\"message\":\"\",\"innerError\":{\"message\":\"Inner.\"}}}"), T("Inner."), NONE},
    {T("{\"error\":{\"message\":5,\"innerError\":{\"message\":\"Inner.\"}}}"), T("Inner."), NONE},
    // None.
    {T("{\"error\":{}}"), T(""), NONE},
    {T("{\"error\":{\"code\":\"x\",\"message\":\"\"}}"), T(""), NONE},
    {T("{\"error\":{\"code\":\"x\",\"innerError\":{\"code\":\"y\"}}}"), T(""), NONE},
    // In any language.
    {T("{\"error\":{\"message\":\"\\u65b0 \xf0\x9f\x98\x80\"}}"), T("\xe6\x96\xb0 \xf0\x9f\x98\x80"), NONE},
};

static void the_message_is_the_outermost_and_the_deepest(void **state) {
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

static void nesting_is_followed_to_its_bound(void **state) {
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

static void a_long_message_is_cut_between_characters(void **state) {
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

static void an_inner_message_takes_what_room_is_left(void **state) {
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

// ---- Signatures
// ------------------------------------------------------------------------------------------------------

static const struct {
  const char *text, *masked;
} SIGNATURES[] = {
    {"", ""},
    {"s", "s"},
    {"sig", "sig"},
    {"sig=", "sig="},
    {"sig=a", "sig=*"},
    {"?sig=abc", "?sig=***"},
    {"?sv=2020-08-04&sig=a%2Bb%2F%3D&se=2024", "?sv=2020-08-04&sig=***********&se=2024"},
    {"?sv=1&SIG=abc", "?sv=1&SIG=***"},
    {"?sv=1&Sig=abc&x=y", "?sv=1&Sig=***&x=y"},
    {"&sig=&x=y", "&sig=&x=y"},
    {"&amp;sig=abc&amp;x=y", "&amp;sig=***&amp;x=y"},
    {"&sig=a+b/c==", "&sig=*******"},
    {"&sig=abc&sig=def", "&sig=***&sig=***"},
    {"<a href=\"https://a/b?sig=abc\">x</a>", "<a href=\"https://a/b?sig=***\">x</a>"},
    {"'https://a/b?sig=abc' is wrong", "'https://a/b?sig=***' is wrong"},
    {"at https://a/b?sig=abc and https://c/d?sig=efg.", "at https://a/b?sig=*** and https://c/d?sig=****"},
    {"https://a/b?sig=abc\nnext", "https://a/b?sig=***\nnext"},
    {"sig abc, signature abc, design abc", "sig abc, signature abc, design abc"},
    {"?signature=abc&sign=d", "?signature=abc&sign=d"},
    {"?si=a&g=b", "?si=a&g=b"},
    {"the signature in ?signed=a&sig=abc", "the signature in ?signed=a&sig=***"},
};

static void signatures_are_masked(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(SIGNATURES); i++) {
    dts_span text = copy_of(span_of(SIGNATURES[i].text));
    dts_text_mask((char *)(uintptr_t)text.ptr, text.len);
    CHECK(text, text.len == strlen(SIGNATURES[i].masked) && memcmp(text.ptr, SIGNATURES[i].masked, text.len) == 0);
    release(text);
  }
}

static const char *const LEAKS[] = {
    "https://a.blob.core.windows.net/b?sv=2020-08-04&sig=SECRET",
    "https://a.blob.core.windows.net/b?sig=SECRET&se=2024",
    "(https://a.blob.core.windows.net/b?sv=1&sig=SECRET)",
    "https://a.blob.core.windows.net/b?sv=1&sIg=%53SECRET%3D.",
    "https://a.blob.core.windows.net/b?sv=1&sig=%2BSECRET%2F%3D&se=1",
    "https://a.blob.core.windows.net/b?sv=1\\u0026sig=SECRET\\u0026se=1", // escaped by the service's JSON writer
    "https://a.blob.core.windows.net/b?sv=1&amp;sig=SECRET&amp;se=1",
    "https://a.example/?url=https%3A%2F%2Fa.blob.core.windows.net%2Fb%3Fsv%3D1%26sig%3DSECRET%26se%3D1", // a URL in a
                                                                                                         // URL
    "https://a.example/?url=https%3a%2f%2fa.blob.core.windows.net%2fb%3fsig%3dSECRET",
    "https://a.example/?url=https%3A%2F%2Fa.blob.core.windows.net%2Fb%3Fsv%3D1%26sig=SECRET",
    "(sig=SECRET)",
    "[sig=SECRET]",
    "{sig=SECRET}",
    "sv=1|sig=SECRET",
    "query:sig=SECRET",
};

static void no_signature_gets_into_a_message(void **state) {
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

static void no_signature_survives_the_cut(void **state) {
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
// -----------------------------------------------------------------------------------------------------------

static const struct {
  int status;
  dts_span code; // of the service's error
  bool in_page;
  dts_hint hint;
} HINTS[] = {
    // A 404 is told apart by the code: who says so knows the ids, or the path, or neither.
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
    // The code says so of a 404 only.
    {400, T("ResourceNotFound"), false, DTS_HINT_NONE},
    {400, T("404"), false, DTS_HINT_NONE},
    {500, T("404"), false, DTS_HINT_NONE},
    {401, T("404"), false, DTS_HINT_KEY},
    // All others go by the status.
    {401, T("401"), false, DTS_HINT_KEY},
    {401, T("Unauthorized"), false, DTS_HINT_KEY},
    {401, T("401"), true, DTS_HINT_PROXY},
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

static void hints_go_by_the_status_and_the_code(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(HINTS); i++) {
    dts_span code = copy_of(HINTS[i].code);
    CHECK(code, dts_error_hint(HINTS[i].status, code, HINTS[i].in_page) == HINTS[i].hint);
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
  { "job", "document", "ids" }
#define SAYS_PATH                                                                                                      \
  { "path", "endpoint", "apiVersion" }
#define SAYS_RATE                                                                                                      \
  { "less often", "retryAfterMs" }
#include "hints.def"
#undef X
  };
  for (size_t i = 0; i < COUNT(TEXTS); i++) {
    assert_int_equal(TEXTS[i].hint, i + 1);
    for (size_t s = 0; s < 3 && TEXTS[i].says[s]; s++)
      CHECK(span_of(TEXTS[i].text), contains(span_of(TEXTS[i].text), TEXTS[i].says[s]));
  }
}

static void every_other_status_has_no_hint(void **state) {
  (void)state;
  for (int status = 0; status <= 999; status++) {
    bool hinted = status == 401 || status == 403 || status == 429;
    assert_int_equal(dts_error_hint(status, SPAN(""), false) != DTS_HINT_NONE, hinted);
    assert_int_equal(dts_error_hint(status, SPAN(""), true) != DTS_HINT_NONE, hinted || status == 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_form_of_error_is_read),
      cmocka_unit_test(anything_else_has_no_error),
      cmocka_unit_test(a_number_that_is_no_code_is_never_another),
      cmocka_unit_test(inner_errors_are_found_under_both_names),
      cmocka_unit_test(details_are_given_as_they_came),
      cmocka_unit_test(the_message_is_the_outermost_and_the_deepest),
      cmocka_unit_test(nesting_is_followed_to_its_bound),
      cmocka_unit_test(a_long_message_is_cut_between_characters),
      cmocka_unit_test(an_inner_message_takes_what_room_is_left),
      cmocka_unit_test(signatures_are_masked),
      cmocka_unit_test(no_signature_gets_into_a_message),
      cmocka_unit_test(no_signature_survives_the_cut),
      cmocka_unit_test(hints_go_by_the_status_and_the_code),
      cmocka_unit_test(hints_say_what_to_do),
      cmocka_unit_test(every_other_status_has_no_hint),
  };
  return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
