// Checks the members of JSON objects against tables.
#include "member_checks.h"
#include "span.h"

#include "cJSON.h"

const char DTS_NAMES[DTS_NAME_COUNT][DTS_NAME_SIZE] = {
#define X(name) #name,
#include "member_names.def"
#undef X
};

static bool is_exact_amount(double value) {
  return value >= 0 && value <= 9007199254740991.0 && value == (double)(uint64_t)value;
}

// Also gives a known status the product's spelling.
static bool check_type(cJSON *value, dts_member_type type) {
  double number = value->valuedouble;
  if (type == DTS_LIST) return cJSON_IsArray(value);
  if (type == DTS_OBJECT) return cJSON_IsObject(value);
  if (type == DTS_FRACTION || type == DTS_AMOUNT)
    return cJSON_IsNumber(value) && (type == DTS_AMOUNT ? is_exact_amount(number) : number >= 0 && number <= 1);
  if (!cJSON_IsString(value)) return false;
  if (type == DTS_STRING) return true;
  dts_span text = {value->valuestring, strlen(value->valuestring)};
  int64_t ticks;
  if (type == DTS_STATUS && dts_status_parse(text) == DTS_STATUS_Canceled) strcpy(value->valuestring, "Canceled");
  return type != DTS_TIME || dts_time_parse(text, &ticks);
}

// Compares the first characters before it calls strcmp, which is slower.
static bool has_name(const cJSON *value, uint8_t name) {
  return *value->string == *DTS_NAMES[name] && strcmp(value->string, DTS_NAMES[name]) == 0;
}

dts_code dts_members_check(const dts_member *members, cJSON *object, const char **out_member) {
  uint32_t seen = 0, absent = 0; // bits, by the row of the table
  size_t i = 0;
  *out_member = "";
  if (!cJSON_IsObject(object)) return DTS_ERROR_MEMBER_INVALID;
  for (cJSON *value = object->child; value; value = value->next) {
    value->valueint = DTS_NAME_NONE;
    // The service sends members in the order of the table, so the next row is tried first.
    if (members[i].name == DTS_NO_NAME || !has_name(value, members[i].name))
      for (i = 0; members[i].name != DTS_NO_NAME && !has_name(value, members[i].name);) i++;
    if (members[i].name == DTS_NO_NAME) continue;
    *out_member = DTS_NAMES[members[i].name];
    if (seen & (1u << i)) return DTS_ERROR_MEMBER_DUPLICATE;
    seen |= 1u << i;
    if (cJSON_IsNull(value)) {
      absent |= 1u << i;
      continue;
    }
    if (!check_type(value, members[i].type & DTS_TYPE_MASK)) return DTS_ERROR_MEMBER_INVALID;
    value->valueint = members[i++].name;
  }
  for (i = 0; members[i].name != DTS_NO_NAME; i++) {
    *out_member = DTS_NAMES[members[i].name];
    if (members[i].type & DTS_REQUIRED && !(seen & ~absent & (1u << i))) return DTS_ERROR_MEMBER_MISSING;
  }
  return DTS_OK;
}

cJSON *dts_member_find(const cJSON *object, dts_name name) {
  cJSON *value = object->child;
  while (value && value->valueint != (int)name) value = value->next;
  return value;
}

void dts_member_rename(cJSON *object, const char *alternative, dts_name name) {
  for (cJSON *value = object->child; value; value = value->next)
    if (strcmp(value->string, alternative) == 0 || strcmp(value->string, DTS_NAMES[name]) == 0)
      value->string = (char *)(uintptr_t)(cJSON_IsNull(value) ? "" : DTS_NAMES[name]);
}
