// A document's status: its members, what they must be, and the statuses.
#include "members.h"
#include "text.h"

#include "cJSON.h"

const char dts_names[DTS_NAME_COUNT][DTS_NAME_SIZE] = {
#define X(name) #name,
#include "names.def"
#undef X
};

// ---- Statuses --------------------------------------------------------------------------------------------------------

static const struct {
  dts_span name;
  bool terminal;
} STATUSES[] = {
#define X(name, rank, terminal) {DTS_TEXT(#name), terminal},
#include "statuses.def"
#undef X
};

dts_status dts_status_parse(dts_span text) {
  if (dts_span_equals(text, DTS_TEXT("Cancelled"))) return DTS_STATUS_Canceled;
  dts_status status = 0;
  while (status < DTS_STATUS_OTHER && !dts_span_equals(text, STATUSES[status].name)) status++;
  return status;
}

bool dts_status_is_terminal(dts_status status) { return status < DTS_STATUS_OTHER && STATUSES[status].terminal; }

// ---- Shapes ----------------------------------------------------------------------------------------------------------

#define MEMBER(name, type, required, field) {DTS_NAME_##name, DTS_MEMBER_##type, required, offsetof(dts_document, field)}

static const dts_member DOCUMENT[] = {
    MEMBER(path, STRING, false, path),
    MEMBER(sourcePath, STRING, false, source_path),
    MEMBER(createdDateTimeUtc, TIME, true, created),
    MEMBER(lastActionDateTimeUtc, TIME, true, last_action),
    MEMBER(status, STATUS, true, status),
    MEMBER(to, STRING, true, to),
    MEMBER(error, ERROR, false, error),
    MEMBER(progress, FRACTION, false, progress),
    MEMBER(id, STRING, true, id),
    MEMBER(characterCharged, COUNT, false, character_charged),
    MEMBER(totalImageScansSucceeded, COUNT, false, image_scans_succeeded),
    MEMBER(totalImageScansFailed, COUNT, false, image_scans_failed),
    MEMBER(imageCharged, COUNT, false, image_charged),
    MEMBER(imageCharacterDetected, COUNT, false, image_character_detected),
    MEMBER(deploymentName, STRING, false, deployment_name),
};

const dts_shape dts_document_shape = {DOCUMENT, sizeof DOCUMENT / sizeof *DOCUMENT};

static bool is_exact_count(double value) {
  return value >= 0 && value <= 9007199254740991.0 && value == (double)(uint64_t)value;
}

static bool read_member(dts_member_type type, const cJSON *value, void *field) {
  dts_span text = {value->valuestring, value->valuestring ? strlen(value->valuestring) : 0};
  double number = value->valuedouble;
  int64_t ticks;
  switch (type) {
  case DTS_MEMBER_STRING:
  case DTS_MEMBER_TIME:
  case DTS_MEMBER_STATUS: {
    if (!cJSON_IsString(value) || (type == DTS_MEMBER_TIME && !dts_time_parse(text, &ticks))) return false;
    dts_status status = type == DTS_MEMBER_STATUS ? dts_status_parse(text) : DTS_STATUS_OTHER;
    *(dts_span *)field = status < DTS_STATUS_OTHER ? STATUSES[status].name : text;
    return true;
  }
  case DTS_MEMBER_FRACTION:
  case DTS_MEMBER_COUNT:
    if (!cJSON_IsNumber(value)) return false;
    if (type == DTS_MEMBER_COUNT ? !is_exact_count(number) : !(number >= 0 && number <= 1)) return false;
    *(dts_number *)field = (dts_number){true, number};
    return true;
  case DTS_MEMBER_ERROR: *(const cJSON **)field = value; return cJSON_IsObject(value);
  }
  return false;
}

dts_code dts_shape_read(const dts_shape *shape, const cJSON *object, void *out, const char **out_member) {
  uint32_t seen = 0, missing = 0;
  *out_member = "";
  if (!cJSON_IsObject(object)) return DTS_ERROR_MEMBER_INVALID;
  for (const cJSON *value = object->child; value; value = value->next) {
    size_t i = 0;
    while (i < shape->count && strcmp(value->string, dts_names[shape->members[i].name]) != 0) i++;
    if (i == shape->count) continue;
    const dts_member *member = &shape->members[i];
    *out_member = dts_names[member->name];
    if (seen & (1u << i)) return DTS_ERROR_MEMBER_DUPLICATE;
    seen |= 1u << i;
    if (cJSON_IsNull(value)) {
      missing |= 1u << i;
    } else if (!read_member(member->type, value, (char *)out + member->offset)) {
      return DTS_ERROR_MEMBER_INVALID;
    }
  }
  for (size_t i = 0; i < shape->count; i++) {
    *out_member = dts_names[shape->members[i].name];
    if (shape->members[i].required && !(seen & ~missing & (1u << i))) return DTS_ERROR_MEMBER_MISSING;
  }
  return DTS_OK;
}

dts_code dts_document_read(const cJSON *object, dts_document *out, const char **out_member) {
  *out = (dts_document){0};
  return dts_shape_read(&dts_document_shape, object, out, out_member);
}
