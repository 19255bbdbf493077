// A document's status: its members, what they must be, and the statuses.
#include "members.h"
#include "text.h"

#include "cJSON.h"

const char dts_names[DTS_NAME_COUNT][DTS_NAME_SIZE] = {
#define X(name) #name,
#include "names.def"
#undef X
};

// ---- Statuses
// --------------------------------------------------------------------------------------------------------

static const struct {
  dts_span name;
  uint8_t rank;
  bool terminal;
} STATUSES[] = {
#define X(name, rank, terminal) {DTS_TEXT(#name), rank, terminal},
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

// ---- Shapes
// ----------------------------------------------------------------------------------------------------------

#define MEMBER_OF(shape, name, type, required, field)                                                                  \
  { DTS_NAME_##name, DTS_MEMBER_##type, required, offsetof(shape, field) }
#define COUNT_OF(shape)                                                                                                \
  { shape, sizeof shape / sizeof *shape }

#define MEMBER(...) MEMBER_OF(dts_document, __VA_ARGS__)
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

#undef MEMBER

#define MEMBER(...) MEMBER_OF(dts_summary, __VA_ARGS__)
static const dts_member SUMMARY[] = {
    MEMBER(total, COUNT, true, total),
    MEMBER(failed, COUNT, true, failed),
    MEMBER(success, COUNT, true, success),
    MEMBER(inProgress, COUNT, true, in_progress),
    MEMBER(notYetStarted, COUNT, true, not_yet_started),
    MEMBER(cancelled, COUNT, true, cancelled),
    MEMBER(totalCharacterCharged, COUNT, false, total_character_charged),
    MEMBER(totalImageScansSucceeded, COUNT, false, image_scans_succeeded),
    MEMBER(totalImageScansFailed, COUNT, false, image_scans_failed),
    MEMBER(totalImageCharged, COUNT, false, image_charged),
    MEMBER(totalImageCharacterDetected, COUNT, false, image_character_detected),
};
#undef MEMBER

#define MEMBER(...) MEMBER_OF(dts_batch, __VA_ARGS__)
static const dts_member BATCH[] = {
    MEMBER(id, STRING, true, id),
    MEMBER(createdDateTimeUtc, TIME, true, created),
    MEMBER(lastActionDateTimeUtc, TIME, true, last_action),
    MEMBER(status, STATUS, true, status),
    MEMBER(error, ERROR, false, error),
    MEMBER(summary, SUMMARY, true, summary),
};
#undef MEMBER

const dts_shape dts_document_shape = COUNT_OF(DOCUMENT);
const dts_shape dts_summary_shape = COUNT_OF(SUMMARY);
const dts_shape dts_batch_shape = COUNT_OF(BATCH);

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
  case DTS_MEMBER_SUMMARY: break; // has members of its own
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
    } else if (member->type == DTS_MEMBER_SUMMARY) {
      dts_code code = dts_shape_read(&dts_summary_shape, value, (char *)out + member->offset, out_member);
      if (code != DTS_OK) {
        if (!**out_member) *out_member = dts_names[member->name];
        return code;
      }
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

dts_code dts_batch_read(const cJSON *object, dts_batch *out, const char **out_member) {
  *out = (dts_batch){0};
  return dts_shape_read(&dts_batch_shape, object, out, out_member);
}

dts_code dts_page_read(const cJSON *object, dts_page *out, const char **out_member) {
  *out = (dts_page){0};
  *out_member = "";
  if (!cJSON_IsObject(object)) return DTS_ERROR_MEMBER_INVALID;
  for (const cJSON *member = object->child; member; member = member->next) {
    bool value = strcmp(member->string, dts_names[DTS_NAME_value]) == 0;
    bool link = strcmp(member->string, "nextLink") == 0 || strcmp(member->string, "@nextLink") == 0;
    if (!value && !link) continue;
    *out_member = dts_names[value ? DTS_NAME_value : DTS_NAME_nextLink];
    if (value ? out->value != NULL : out->next_link.ptr != NULL) return DTS_ERROR_MEMBER_DUPLICATE;
    if (value && cJSON_IsArray(member))
      out->value = member;
    else if (link && cJSON_IsString(member))
      out->next_link = (dts_span){member->valuestring, strlen(member->valuestring)};
    else if (value || !cJSON_IsNull(member))
      return DTS_ERROR_MEMBER_INVALID;
  }
  *out_member = dts_names[DTS_NAME_value];
  return out->value ? DTS_OK : DTS_ERROR_MEMBER_MISSING;
}

bool dts_moment_is_stale(const dts_moment *a, const dts_moment *b) {
  int64_t before = 0, after = 0;
  dts_time_parse(a->last_action, &before);
  dts_time_parse(b->last_action, &after);
  if (before != after) return after < before;
  dts_status from = dts_status_parse(a->status), to = dts_status_parse(b->status);
  if (from < DTS_STATUS_OTHER && to < DTS_STATUS_OTHER && STATUSES[from].rank != STATUSES[to].rank)
    return STATUSES[to].rank < STATUSES[from].rank;
  return a->progress >= 0 && b->progress >= 0 && b->progress < a->progress;
}
