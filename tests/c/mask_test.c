// Tests mask.c: signatures in texts.
#include "tests.h"

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
    {"?url=a%3Fsig%3Dabc&x=y", "?url=a%3Fsig%*****&x=y"},
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
    dts_signature_mask((char *)(uintptr_t)text.ptr, text.len);
    CHECK(text, text.len == strlen(SIGNATURES[i].masked) && memcmp(text.ptr, SIGNATURES[i].masked, text.len) == 0);
    release(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(signatures_are_masked),
  };
  return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
