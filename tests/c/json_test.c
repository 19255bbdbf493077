// Tests json.c: the grammar of RFC 8259, strings, numbers, limits, memory and threads.
#include "tests.h"

#include <math.h>
#include <pthread.h>

#include "cJSON.h"

static dts_code parse(dts_span text, dts_json *json) {
  dts_span copy = copy_of(text);
  dts_code code = dts_json_parse(copy, json);
  release(copy);
  return code;
}

static bool is_accepted(dts_span text) {
  dts_json json = {0};
  dts_code code = parse(text, &json);
  bool consistent = code == DTS_OK ? json.root != NULL : code == DTS_ERROR_JSON;
  dts_json_free(&json);
  CHECK(text, consistent);
  return code == DTS_OK;
}

// ---- Grammar

static const dts_span VALID[] = {
    // One value of each kind.
    T("null"),
    T("true"),
    T("false"),
    T("0"),
    T("\"\""),
    T("[]"),
    T("{}"),
    // White space.
    T(" \t\r\n1 \t\r\n"),
    T(" { \"a\" : [ 1 , 2 ] , \"b\" : { } , \"c\" : [ ] } "),
    T("{\r\n\t\"a\":\r\n\t1\r\n}\r\n"),
    // Arrays and objects.
    T("[1]"),
    T("[1,2,3]"),
    T("[[],[[]],{}]"),
    T("{\"a\":1}"),
    T("{\"a\":1,\"b\":[{\"c\":null}]}"),
    T("{\"\":1}"),
    T("{\"a\":1,\"a\":2}"),
    T("[null,true,false,\"x\",-1.5e+3]"),
    // Numbers.
    T("-0"),
    T("0.0"),
    T("-0.0"),
    T("1.5"),
    T("-1.5"),
    T("10"),
    T("1e2"),
    T("1E2"),
    T("1e+2"),
    T("1e-2"),
    T("1.5e10"),
    T("0e0"),
    T("0E-0"),
    T("1e00"),
    T("1e400"),
    T("-1e400"),
    T("1e-400"),
    T("123456789012345678901234567890"),
    T("0.000000000000000000000000000000000000000000000000001"),
    // Strings.
    T("\"a\""),
    T("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
    T("\"\\u0041\\u00fc\\u20AC\\uFFFF\""),
    T("\"\\ud83d\\ude00\""),
    T("\"\\uD800\\uDC00\\uDBFF\\uDFFF\""),
    T("\"\\u0001\\u001f\""),
    T("\"/\x7f\""),
    // UTF-8: the first and last code point of each length.
    T("\"\xc2\x80\xdf\xbf\""),
    T("\"\xe0\xa0\x80\xef\xbf\xbf\""),
    T("\"\xed\x9f\xbf\xee\x80\x80\""),
    T("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""),
    T("\"\xef\xbb\xbf\""),
    T("{\"\xc3\xbc\":\"\xe6\x96\x87\xe6\xa1\xa3\"}"),
};

static void valid_json_is_accepted(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(VALID); i++) CHECK(VALID[i], is_accepted(VALID[i]));
}

static const dts_span INVALID[] = {
    // Empty texts, and texts that are not JSON.
    T(""),
    T(" "),
    T("\n"),
    T("\0"),
    T("<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"),
    T("Service Unavailable"),
    T("undefined"),
    T("NaN"),
    T("Infinity"),
    T("-Infinity"),
    T("'a'"),
    T("a"),
    T("{a:1}"),
    T("{'a':1}"),
    T("// x\n1"),
    T("/* x */ 1"),
    T("[1 /* x */]"),
    T("1 # x"),
    T("0x10"),
    T("\xef\xbb\xbf{}"),
    T("\xff\xfe{\0}\0"),
    // Misspelled literals.
    T("nul"),
    T("nulll"),
    T("Null"),
    T("NULL"),
    T("tru"),
    T("True"),
    T("TRUE"),
    T("truee"),
    T("fals"),
    T("False"),
    T("n"),
    T("t"),
    T("f"),
    T("nulL"),
    // Bytes after the value.
    T("1 2"),
    T("{}{}"),
    T("{} x"),
    T("[]]"),
    T("{}}"),
    T("\"a\"b"),
    T("null,"),
    T("{},"),
    T("1\0"),
    T("{}\0"),
    T("{}\0{}"),
    T("true false"),
    T("1\v"),
    T("1\f"),
    T("1\xc2\xa0"),
    T("\v1"),
    T("\f1"),
    T("\xc2\xa0"
      "1"),
    T("\x01"
      "1"),
    // Arrays and objects.
    T("["),
    T("]"),
    T("[1"),
    T("[1,"),
    T("[1,]"),
    T("[,1]"),
    T("[,]"),
    T("[1,,2]"),
    T("[1 2]"),
    T("[1;2]"),
    T("[1}"),
    T("[}"),
    T("{"),
    T("}"),
    T("{\"a\""),
    T("{\"a\":"),
    T("{\"a\":1"),
    T("{\"a\":1,"),
    T("{\"a\":1,}"),
    T("{,}"),
    T("{,\"a\":1}"),
    T("{\"a\"}"),
    T("{\"a\":}"),
    T("{\"a\" 1}"),
    T("{\"a\",1}"),
    T("{\"a\"::1}"),
    T("{\"a\":1 \"b\":2}"),
    T("{\"a\":1;\"b\":2}"),
    T("{1:2}"),
    T("{null:1}"),
    T("{[]:1}"),
    T("{\"a\":1]"),
    T("{]"),
    T("[\"a\":1]"),
    T("{\"a\":1:2}"),
    T("[1\0]"),
    T("[\v1]"),
    T("{\"a\":\f1}"),
    // Numbers that RFC 8259 does not allow.
    T("01"),
    T("00"),
    T("-01"),
    T("-00"),
    T("1."),
    T("-1."),
    T(".1"),
    T("-.1"),
    T("-"),
    T("+"),
    T("+1"),
    T("--1"),
    T("-+1"),
    T("1e"),
    T("1E"),
    T("1e+"),
    T("1e-"),
    T("1.e1"),
    T("1.5e"),
    T("1e1.5"),
    T("1e 1"),
    T("1 e1"),
    T("- 1"),
    T("1,5"),
    T("1_000"),
    T("1.5.5"),
    T("1ee1"),
    T("1e++1"),
    T("e1"),
    T("1a"),
    T("1f"),
    T("0b1"),
    T("1n"),
    T("[01]"),
    T("[1.]"),
    T("{\"a\":+1}"),
    T("-a"),
    T("-\"1\""),
    T("\xd9\xa1"),
    T("1\xd9\xa1"),
    // Unterminated strings, and unescaped control characters.
    T("\""),
    T("\"a"),
    T("a\""),
    T("\"\\\""),
    T("\"\\"),
    T("\"\n\""),
    T("\"\r\""),
    T("\"\t\""),
    T("\"\x01\""),
    T("\"\x1f\""),
    T("\"\0\""),
    T("\"a\0b\""),
    T("{\"a\nb\":1}"),
    T("{\"a\0\":1}"),
    T("\"\b\""),
    // Escapes that RFC 8259 does not allow.
    T("\"\\a\""),
    T("\"\\v\""),
    T("\"\\0\""),
    T("\"\\x41\""),
    T("\"\\'\""),
    T("\"\\ \""),
    T("\"\\\n\""),
    T("\"\\\0\""),
    T("\"\\B\""),
    T("\"\\N\""),
    T("\"\\U0041\""),
    T("\"\\u\""),
    T("\"\\u0\""),
    T("\"\\u00\""),
    T("\"\\u004\""),
    T("\"\\u004g\""),
    T("\"\\ug041\""),
    T("\"\\u 041\""),
    T("\"\\u+041\""),
    T("\"\\u-041\""),
    T("\"\\u{41}\""),
    T("\"\\u004"),
    T("\"\\u"),
    T("\"\\u0041"),
    T("\"\\\xc3\xbc\""),
    // A NUL, and lone or swapped surrogates.
    T("\"\\u0000\""),
    T("\"a\\u0000b\""),
    T("{\"a\\u0000\":1}"),
    T("{\"status\\u0000x\":1}"),
    T("\"\\ud800\""),
    T("\"\\udbff\""),
    T("\"\\udc00\""),
    T("\"\\udfff\""),
    T("\"\\uD83D\""),
    T("\"\\ude00\\ud83d\""),
    T("\"\\ud83d\\ud83d\""),
    T("\"\\ud83dx\""),
    T("\"\\ud83d\\u0041\""),
    T("\"\\ud83d\\n\""),
    T("\"\\ud83d\\\""),
    T("\"\\ud83d\\u\""),
    T("\"\\ud83d\\ude0\""),
    T("\"\\ud83d"),
    T("\"\\ud83d\\"),
    T("\"\\ud83d\\u"),
    T("\"\\ud83d\\ude0"),
    T("\"\\ud83d\\ue000\""),
    T("\"\\ud83d\\udbff\""),
    T("\"\\ud83d \\ude00\""),
    T("{\"\\ud800\":1}"),
    T("\"\\ud83d\\xde00\""),
    // Invalid UTF-8: continuation bytes without a lead byte, and the reverse.
    T("\"\x80\""),
    T("\"\xbf\""),
    T("\"a\x80\""),
    T("\"\xc3\""),
    T("\"\xc3"),
    T("\"\xc3x\""),
    T("\"\xe2\x82\""),
    T("\"\xe2\x82"),
    T("\"\xe2\""),
    T("\"\xe2(\xa1\""),
    T("\"\xf0\x9f\x98\""),
    T("\"\xf0\x9f\x98"),
    T("\"\xf0\x9f\""),
    T("\"\xf0\""),
    T("\"\xf0(\x98\x80\""),
    T("\"\xf0\x9f(\x80\""),
    T("\"\xf0\x9f\x98(\""),
    T("\"\xc3\xc3\xbc\""),
    T("\"\xc3\xbc\xbc\""),
    // Invalid UTF-8: overlong forms.
    T("\"\xc0\x80\""),
    T("\"\xc0\xaf\""),
    T("\"\xc1\xbf\""),
    T("\"\xe0\x80\x80\""),
    T("\"\xe0\x9f\xbf\""),
    T("\"\xe0\x80\xaf\""),
    T("\"\xf0\x80\x80\x80\""),
    T("\"\xf0\x8f\xbf\xbf\""),
    T("\"\xf0\x82\x82\xac\""),
    // Invalid UTF-8: surrogates.
    T("\"\xed\xa0\x80\""),
    T("\"\xed\xaf\xbf\""),
    T("\"\xed\xb0\x80\""),
    T("\"\xed\xbf\xbf\""),
    T("\"\xed\xa0\xbd\xed\xb8\x80\""),
    // Invalid UTF-8: code points above U+10FFFF, and bytes that never occur.
    T("\"\xf4\x90\x80\x80\""),
    T("\"\xf5\x80\x80\x80\""),
    T("\"\xf7\xbf\xbf\xbf\""),
    T("\"\xf8\x88\x80\x80\x80\""),
    T("\"\xfc\x84\x80\x80\x80\x80\""),
    T("\"\xfe\""),
    T("\"\xff\""),
    T("\"gr\xfc\xdf"
      "e\""),
    T("{\"\xff\":1}"),
    T("\xc3\xbc"),
    T("[\x80]"),
};

static void invalid_json_is_rejected(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(INVALID); i++) CHECK(INVALID[i], !is_accepted(INVALID[i]));
}

static const dts_span DOCUMENT = T("{\"path\":\"https://my.blob.core.windows.net/target/\\u65b0 "
                                   "\xe6\x96\x87\\ud83d\\ude00.txt?a=1&b=\\\"\",\"progress\":0.25,"
                                   "\"list\":[1,-2.5e-3,true,false,null,{\"a\":[]}],\"status\":\"Running\"}");

static void truncated_objects_are_rejected(void **state) {
  (void)state;
  CHECK(DOCUMENT, is_accepted(DOCUMENT));
  for (size_t len = 0; len < DOCUMENT.len; len++) {
    dts_span prefix = {DOCUMENT.ptr, len};
    CHECK(prefix, !is_accepted(prefix));
  }
}

static void objects_without_their_start_are_rejected(void **state) {
  (void)state;
  for (size_t start = 1; start <= DOCUMENT.len; start++) {
    dts_span suffix = {DOCUMENT.ptr + start, DOCUMENT.len - start};
    CHECK(suffix, !is_accepted(suffix));
  }
}

static void any_byte_can_be_replaced(void **state) {
  (void)state;
  static const dts_span BYTES = T("\0\x01\n \"\\/{}[]:,+-.019eEntu\x7f\x80\xbf\xc0\xc2\xdf\xe0\xed\xf0\xf4\xff");
  char text[256];
  assert_true(DOCUMENT.len < sizeof text);
  for (size_t at = 0; at < DOCUMENT.len; at++) {
    for (size_t i = 0; i < BYTES.len; i++) {
      memcpy(text, DOCUMENT.ptr, DOCUMENT.len);
      text[at] = BYTES.ptr[i];
      bool control = (unsigned char)BYTES.ptr[i] < 0x20 && BYTES.ptr[i] != '\n';
      bool accepted = is_accepted((dts_span){text, DOCUMENT.len});
      CHECK(((dts_span){text, DOCUMENT.len}), !accepted || !control);
    }
  }
}

// ---- Strings

static void strings_are_decoded(void **state) {
  (void)state;
  static const struct {
    dts_span text, value;
  } ROWS[] = {
      {T("\"\""), T("")},
      {T("\"a b\""), T("a b")},
      {T("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), T("\"\\/\b\f\n\r\t")},
      {T("\"\\u0041\\u00e9\\u20ac\\u20AC\""), T("A\xc3\xa9\xe2\x82\xac\xe2\x82\xac")},
      {T("\"\\u0001\\u007f\\u0080\\u07ff\\u0800\\uffff\""), T("\x01\x7f\xc2\x80\xdf\xbf\xe0\xa0\x80\xef\xbf\xbf")},
      {T("\"\\ud83d\\ude00\\uD800\\uDC00\\uDBFF\\uDFFF\""), T("\xf0\x9f\x98\x80\xf0\x90\x80\x80\xf4\x8f\xbf\xbf")},
      {T("\"\xf0\x9f\x98\x80\xe6\x96\x87\xc3\xbc\""), T("\xf0\x9f\x98\x80\xe6\x96\x87\xc3\xbc")},
      {T("\"\\\\u0041\\\\n\""), T("\\u0041\\n")},
      {T("\"\\u005c\\u0022\""), T("\\\"")},
      {T("\"\\u0026sig=x\""), T("&sig=x")},
  };
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    dts_json json = {0};
    CHECK(ROWS[i].text, parse(ROWS[i].text, &json) == DTS_OK);
    CHECK(ROWS[i].text, cJSON_IsString(json.root) && same(span_of(json.root->valuestring), ROWS[i].value));
    dts_json_free(&json);
  }
}

static void names_are_decoded_in_order(void **state) {
  (void)state;
  dts_span text = SPAN("{\"b\":1,\"\\u0061\":2,\"B\":3,\"b\":4,\"\\\"\\n\":5,\"\\ud83d\\ude00\":6}");
  static const char *const NAMES[] = {"b", "a", "B", "b", "\"\n", "\xf0\x9f\x98\x80"};
  dts_json json = {0};
  CHECK(text, parse(text, &json) == DTS_OK);
  const cJSON *member = json.root->child;
  for (size_t i = 0; i < COUNT(NAMES); i++, member = member->next) {
    CHECK(text, member && strcmp(member->string, NAMES[i]) == 0);
    CHECK(text, cJSON_IsNumber(member) && member->valuedouble == (double)i + 1);
  }
  CHECK(text, !member);
  dts_json_free(&json);
}

// ---- Numbers

static const struct {
  dts_span text;
  double value;
} NUMBERS[] = {
    {T("0"), 0},
    {T("1"), 1},
    {T("-1"), -1},
    {T("0.1"), 0.1},
    {T("0.2"), 0.2},
    {T("0.3"), 0.3},
    {T("0.7"), 0.7},
    {T("0.99"), 0.99},
    {T("0.05"), 0.05},
    {T("1.0"), 1},
    {T("1.50"), 1.5},
    {T("-2.5e-3"), -0.0025},
    {T("1e2"), 100},
    {T("1E+2"), 100},
    {T("100e-2"), 1},
    {T("0e5"), 0},
    {T("0.30000000000000004"), 0.30000000000000004},
    {T("0.1234567890123456"), 0.1234567890123456},
    {T("0.12345678901234567"), 0.12345678901234567},
    {T("0.3333333333333333"), 1.0 / 3},
    {T("0.33333333333333331483"), 1.0 / 3},
    {T("0.000001"), 0.000001},
    {T("0.0000000000000000000001"), 1e-22},
    {T("0.00000000000000000000001"), 1e-23},
    {T("1.0000000000000000000000"), 1},
    {T("1.00000000000000000000000"), 1},
    {T("123456789.123456789"), 123456789.123456789},
    {T("2147483647"), 2147483647},
    {T("2147483648"), 2147483648},
    {T("-2147483649"), -2147483649.0},
    {T("4294967296"), 4294967296},
    {T("900719925474099"), 900719925474099},
    {T("900719925474100"), 900719925474100},
    {T("9007199254740989"), 9007199254740989},
    {T("9007199254740990"), 9007199254740990},
    {T("9007199254740991"), 9007199254740991},
    {T("9007199254740992"), 9007199254740992},
    {T("9007199254740993"), 9007199254740992}, // rounds to even, as JavaScript does
    {T("9007199254740994"), 9007199254740994},
    {T("9007199254740995"), 9007199254740996},
    {T("-9007199254740991"), -9007199254740991},
    {T("90071992547409.91"), 90071992547409.91},
    {T("9007199254740.993"), 9007199254740.993},
    {T("123456789012345678"), 123456789012345680.0},
    {T("18446744073709551615"), 18446744073709552000.0},
    {T("18446744073709551617"), 18446744073709552000.0},
    {T("100000000000000000000000"), 1e23},
    {T("1e22"), 1e22},
    {T("1e23"), 1e23},
    {T("8.41e21"), 8.41e21},
    {T("5e-324"), 5e-324},
    {T("2.2250738585072014e-308"), 2.2250738585072014e-308},
    {T("2.2250738585072011e-308"), 2.2250738585072011e-308},
    {T("1.7976931348623157e308"), 1.7976931348623157e308},
    {T("1e-400"), 0},
    {T("1e400"), (double)INFINITY},
    {T("-1e400"), -(double)INFINITY},
    {T("1e99999999999999999999"), (double)INFINITY},
};

static void numbers_are_the_nearest_double(void **state) {
  (void)state;
  for (size_t i = 0; i < COUNT(NUMBERS); i++) {
    dts_json json = {0};
    CHECK(NUMBERS[i].text, parse(NUMBERS[i].text, &json) == DTS_OK);
    CHECK(NUMBERS[i].text, cJSON_IsNumber(json.root) && json.root->valuedouble == NUMBERS[i].value);
    dts_json_free(&json);

    // The same number with more text after it.
    char text[128];
    int len = snprintf(text, sizeof text, "[%.*s,1.5,\"e5\"]", (int)NUMBERS[i].text.len, NUMBERS[i].text.ptr);
    dts_span list = {text, (size_t)len};
    CHECK(list, parse(list, &json) == DTS_OK);
    CHECK(list, json.root->child->valuedouble == NUMBERS[i].value && json.root->child->next->valuedouble == 1.5);
    dts_json_free(&json);
  }
}

static void numbers_may_be_long(void **state) {
  (void)state;
  enum { LEN = 100000 };
  char *text = malloc(LEN);
  memset(text, '3', LEN);
  dts_json json = {0};
  assert_int_equal(parse((dts_span){text, LEN}, &json), DTS_OK);
  assert_true(json.root->valuedouble == (double)INFINITY);
  dts_json_free(&json);
  text[1] = '.';
  text[0] = '0';
  assert_int_equal(parse((dts_span){text, LEN}, &json), DTS_OK);
  assert_true(json.root->valuedouble == 1.0 / 3);
  dts_json_free(&json);
  free(text);
}

// ---- Limits

// Nests arrays or objects `depth` levels deep.
static dts_span nested(size_t depth, const char *open, const char *middle, const char *close) {
  size_t open_len = strlen(open), close_len = strlen(close), len = strlen(middle);
  char *text = malloc(depth * (open_len + close_len) + len), *at = text;
  for (size_t i = 0; i < depth; i++, at += open_len) memcpy(at, open, open_len);
  memcpy(at, middle, len);
  at += len;
  for (size_t i = 0; i < depth; i++, at += close_len) memcpy(at, close, close_len);
  return (dts_span){text, (size_t)(at - text)};
}

static void nesting_is_limited(void **state) {
  (void)state;
  static const struct {
    size_t depth;
    bool accepted;
  } ROWS[] = {{1, true}, {31, true}, {32, true}, {33, false}, {34, false}, {1000, false}, {100000, false}};
  static const char *const FORMS[][3] = {
      {"[", "", "]"}, {"[", "1", "]"}, {"{\"a\":", "null", "}"}, {"[ 1 , ", "\"x\"", " , 2 ] "}};
  for (size_t i = 0; i < COUNT(ROWS); i++) {
    for (size_t f = 0; f < COUNT(FORMS); f++) {
      dts_span text = nested(ROWS[i].depth, FORMS[f][0], FORMS[f][1], FORMS[f][2]);
      CHECK(text, is_accepted(text) == ROWS[i].accepted);
      release(text);
    }
  }
  dts_span mixed = nested(16, "[{\"a\":", "{}", "}]");
  CHECK(mixed, !is_accepted(mixed)); // 33 levels
  release(mixed);
  dts_span open = nested(100000, "[", "", "");
  CHECK(open, !is_accepted(open));
  release(open);
  dts_span wide =
      SPAN("[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]");
  CHECK(wide, is_accepted(wide)); // siblings do not add depth
}

static void the_size_is_limited(void **state) {
  (void)state;
  char *text = malloc(DTS_MAX_BODY_SIZE + 1);
  memset(text, ' ', DTS_MAX_BODY_SIZE + 1);
  text[0] = '1';
  assert_true(is_accepted((dts_span){text, DTS_MAX_BODY_SIZE}));
  assert_false(is_accepted((dts_span){text, DTS_MAX_BODY_SIZE + 1}));
  memset(text, 'x', DTS_MAX_BODY_SIZE + 1);
  text[0] = text[DTS_MAX_BODY_SIZE - 1] = '"';
  dts_json json = {0};
  assert_int_equal(parse((dts_span){text, DTS_MAX_BODY_SIZE}, &json), DTS_OK);
  assert_int_equal(strlen(json.root->valuestring), DTS_MAX_BODY_SIZE - 2);
  dts_json_free(&json);
  free(text);
}

static void the_number_of_values_is_limited(void **state) {
  (void)state;
  // An array of n zeros has n + 1 values.
  char *text = malloc(2 * DTS_MAX_JSON_VALUES + 2);
  for (size_t i = 0; i <= DTS_MAX_JSON_VALUES; i++) memcpy(text + 2 * i, ",0", 2);
  text[0] = '[';
  size_t most = DTS_MAX_JSON_VALUES - 1;
  text[2 * most] = ']';
  assert_true(is_accepted((dts_span){text, 2 * most + 1}));
  text[2 * most] = ',';
  text[2 * most + 2] = ']';
  assert_false(is_accepted((dts_span){text, 2 * most + 3}));
  free(text);
}

// ---- Memory (the sanitizers detect leaks)

static void freeing_is_allowed_at_any_time(void **state) {
  (void)state;
  dts_json json = {0};
  dts_json_free(&json);
  dts_json_free(&json);
  assert_int_equal(parse(SPAN("{\"a\":[1,2,{\"b\":\"c\"}]}"), &json), DTS_OK);
  dts_json_free(&json);
  assert_null(json.root);
  dts_json_free(&json);
  assert_int_equal(parse(SPAN("{\"a\":[1,2,"), &json), DTS_ERROR_JSON);
  dts_json_free(&json);
  dts_json_free(&json);
}

static void trees_are_independent(void **state) {
  (void)state;
  dts_json a = {0}, b = {0}, c = {0};
  assert_int_equal(parse(SPAN("{\"a\":\"first\"}"), &a), DTS_OK);
  assert_int_equal(parse(DOCUMENT, &b), DTS_OK);
  assert_int_equal(parse(SPAN("[\"x\""), &c), DTS_ERROR_JSON);
  dts_json_free(&b);
  dts_json_free(&c);
  assert_int_equal(parse(SPAN("[\"third\"]"), &c), DTS_OK);
  assert_string_equal(a.root->child->valuestring, "first");
  dts_json_free(&a);
  assert_string_equal(c.root->child->valuestring, "third");
  dts_json_free(&c);
}

static void the_caller_can_use_cjson_as_well(void **state) {
  (void)state;
  dts_json json = {0};
  assert_int_equal(parse(DOCUMENT, &json), DTS_OK);
  cJSON *own = cJSON_CreateString("own");
  assert_non_null(own);
  dts_json_free(&json);
  assert_string_equal(own->valuestring, "own");
  cJSON_Delete(own); // would leak if the parser's allocator were still in use
}

// ---- Threads

enum { THREADS = 2, ROUNDS = 50000 };

// Parses valid and invalid texts, and uses cJSON directly in between. Counts failures, because cmocka's checks work in
// the main thread only.
static void *parse_repeatedly(void *out_failures) {
  int *failures = out_failures;
  for (int i = 0; i < ROUNDS; i++) {
    dts_json good = {0}, bad = {0};
    char number[32];
    int len = snprintf(number, sizeof number, "{\"a\":[%d]}", i);
    if (dts_json_parse((dts_span){number, (size_t)len}, &good) != DTS_OK) {
      ++*failures;
    } else if ((int)good.root->child->child->valuedouble != i) {
      ++*failures;
    }
    if (dts_json_parse(SPAN("{\"a\":[\"b\",\"c\"}"), &bad) != DTS_ERROR_JSON) ++*failures;
    cJSON *own = cJSON_CreateString("own");
    if (!own || strcmp(own->valuestring, "own") != 0) ++*failures;
    cJSON_Delete(own);
    dts_json_free(&good);
    dts_json_free(&bad);
  }
  return NULL;
}

static void threads_can_parse_concurrently(void **state) {
  (void)state;
  pthread_t threads[THREADS];
  int failures[THREADS] = {0};
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, parse_repeatedly, &failures[i]), 0);
  for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
  for (int i = 0; i < THREADS; i++) assert_int_equal(failures[i], 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(valid_json_is_accepted),
      cmocka_unit_test(invalid_json_is_rejected),
      cmocka_unit_test(truncated_objects_are_rejected),
      cmocka_unit_test(objects_without_their_start_are_rejected),
      cmocka_unit_test(any_byte_can_be_replaced),
      cmocka_unit_test(strings_are_decoded),
      cmocka_unit_test(names_are_decoded_in_order),
      cmocka_unit_test(numbers_are_the_nearest_double),
      cmocka_unit_test(numbers_may_be_long),
      cmocka_unit_test(nesting_is_limited),
      cmocka_unit_test(the_size_is_limited),
      cmocka_unit_test(the_number_of_values_is_limited),
      cmocka_unit_test(freeing_is_allowed_at_any_time),
      cmocka_unit_test(trees_are_independent),
      cmocka_unit_test(the_caller_can_use_cjson_as_well),
      cmocka_unit_test(threads_can_parse_concurrently),
  };
  return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
