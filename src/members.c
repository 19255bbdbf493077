// Holds a reply's members against a table of what they must be.
#include "members.h"
#include "text.h"

#include "cJSON.h"

const char dts_names[DTS_NAME_COUNT][DTS_NAME_SIZE] = {
#define X(name) #name,
#include "names.def"
#undef X
};

static bool is_exact_count(double value) {
  return value >= 0 && value <= 9007199254740991.0 && value == (double)(uint64_t)value;
}

// Also puts a known status into the product's spelling.
static bool is_fine(cJSON *value, dts_member_type type) {
  double number = value->valuedouble;
  if (type == DTS_LIST) return cJSON_IsArray(value);
  if (type == DTS_OBJECT) return cJSON_IsObject(value);
  if (type == DTS_FRACTION || type == DTS_AMOUNT)
    return cJSON_IsNumber(value) && (type == DTS_AMOUNT ? is_exact_count(number) : number >= 0 && number <= 1);
  if (!cJSON_IsString(value)) return false;
  if (type == DTS_STRING) return true;
  dts_span text = {value->valuestring, strlen(value->valuestring)};
  int64_t ticks;
  if (type == DTS_STATUS && dts_status_parse(text) == DTS_STATUS_Canceled) strcpy(value->valuestring, "Canceled");
  return type != DTS_TIME || dts_time_parse(text, &ticks);
}

// By the first character for the most part, since a call takes longer.
static bool is_named(const cJSON *value, uint8_t name) {
  return *value->string == *dts_names[name] && strcmp(value->string, dts_names[name]) == 0;
}

dts_code dts_members_check(const dts_member *members, cJSON *object, const char **out_member) {
  uint32_t seen = 0, absent = 0;
  size_t i = 0;
  *out_member = "";
  if (!cJSON_IsObject(object)) return DTS_ERROR_MEMBER_INVALID;
  for (cJSON *value = object->child; value; value = value->next) {
    value->valueint = DTS_NAME_NONE;
    // The service has them in the table's order.
    if (members[i].name == DTS_NO_MORE || !is_named(value, members[i].name))
      for (i = 0; members[i].name != DTS_NO_MORE && !is_named(value, members[i].name);) i++;
    if (members[i].name == DTS_NO_MORE) continue;
    *out_member = dts_names[members[i].name];
    if (seen & (1u << i)) return DTS_ERROR_MEMBER_DUPLICATE;
    seen |= 1u << i;
    if (cJSON_IsNull(value)) {
      absent |= 1u << i;
      continue;
    }
    if (!is_fine(value, members[i].type & DTS_TYPE_MASK)) return DTS_ERROR_MEMBER_INVALID;
    value->valueint = members[i++].name;
  }
  for (i = 0; members[i].name != DTS_NO_MORE; i++) {
    *out_member = dts_names[members[i].name];
    if (members[i].type & DTS_REQUIRED && !(seen & ~absent & (1u << i))) return DTS_ERROR_MEMBER_MISSING;
  }
  return DTS_OK;
}

cJSON *dts_member_find(const cJSON *object, dts_name name) {
  cJSON *value = object->child;
  while (value && value->valueint != (int)name) value = value->next;
  return value;
}
