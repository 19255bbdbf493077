// A document's status: its members, what they must be, and the statuses.
#include "names.h"
#include "text.h"

#include "cJSON.h"

const char dts_names[DTS_NAME_COUNT][DTS_NAME_SIZE] = {
#define X(name) #name,
#include "names.def"
#undef X
};

// ---- Statuses

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

// What a member must be.
typedef enum {
  STRING,
  TIME,     // an RFC 3339 date-time
  STATUS,   // given out in the product's spelling
  FRACTION, // 0..1
  AMOUNT,   // an exact integer ≥ 0
  ERROR,    // an object
  SUMMARY,  // an object with members of its own
  LIST,
  TYPE_MASK = 15,
  REQUIRED = 16,
} member_type;

typedef struct {
  uint8_t name, type;
} member;

enum { NO_MORE = 255 };
#define M(name, type)                                                                                                  \
  { DTS_NAME_##name, type }

static const member DOCUMENT[] = {
    M(path, STRING),
    M(sourcePath, STRING),
    M(createdDateTimeUtc, TIME | REQUIRED),
    M(lastActionDateTimeUtc, TIME | REQUIRED),
    M(status, STATUS | REQUIRED),
    M(to, STRING | REQUIRED),
    M(error, ERROR),
    M(progress, FRACTION),
    M(id, STRING | REQUIRED),
    M(characterCharged, AMOUNT),
    M(totalImageScansSucceeded, AMOUNT),
    M(totalImageScansFailed, AMOUNT),
    M(imageCharged, AMOUNT),
    M(imageCharacterDetected, AMOUNT),
    M(deploymentName, STRING),
    {NO_MORE, 0},
};

static const member SUMMARY_OF_BATCH[] = {
    M(total, AMOUNT | REQUIRED),      M(failed, AMOUNT | REQUIRED),           M(success, AMOUNT | REQUIRED),
    M(inProgress, AMOUNT | REQUIRED), M(notYetStarted, AMOUNT | REQUIRED),    M(cancelled, AMOUNT | REQUIRED),
    M(totalCharacterCharged, AMOUNT), M(totalImageScansSucceeded, AMOUNT),    M(totalImageScansFailed, AMOUNT),
    M(totalImageCharged, AMOUNT),     M(totalImageCharacterDetected, AMOUNT), {NO_MORE, 0},
};

static const member BATCH[] = {
    M(id, STRING | REQUIRED),
    M(createdDateTimeUtc, TIME | REQUIRED),
    M(error, ERROR),
    M(lastActionDateTimeUtc, TIME | REQUIRED),
    M(status, STATUS | REQUIRED),
    M(summary, SUMMARY | REQUIRED),
    {NO_MORE, 0},
};

static const member PAGE[] = {M(value, LIST | REQUIRED), M(nextLink, STRING), {NO_MORE, 0}};

static bool is_exact_count(double value) {
  return value >= 0 && value <= 9007199254740991.0 && value == (double)(uint64_t)value;
}

// Also puts a known status into the product's spelling.
static bool is_fine(cJSON *value, member_type type) {
  double number = value->valuedouble;
  if (type == LIST) return cJSON_IsArray(value);
  if (type == ERROR || type == SUMMARY) return cJSON_IsObject(value);
  if (type == FRACTION || type == AMOUNT)
    return cJSON_IsNumber(value) && (type == AMOUNT ? is_exact_count(number) : number >= 0 && number <= 1);
  if (!cJSON_IsString(value)) return false;
  dts_span text = {value->valuestring, strlen(value->valuestring)};
  int64_t ticks;
  if (type == STATUS && dts_status_parse(text) == DTS_STATUS_Canceled) strcpy(value->valuestring, "Canceled");
  return type != TIME || dts_time_parse(text, &ticks);
}

static dts_code check(const member *members, const cJSON *object, const char **out_member) {
  uint32_t seen = 0, absent = 0;
  *out_member = "";
  if (!cJSON_IsObject(object)) return DTS_ERROR_MEMBER_INVALID;
  for (cJSON *value = object->child; value; value = value->next) {
    const char *name = value->string;
    value->valueint = DTS_NAME_NONE;
    if (members == PAGE && *name == '@') name++; // the newest versions write nextLink, the others @nextLink
    size_t i = 0;
    while (members[i].name != NO_MORE && strcmp(name, dts_names[members[i].name]) != 0) i++;
    if (members[i].name == NO_MORE || (name > value->string && members[i].name != DTS_NAME_nextLink)) continue;
    *out_member = dts_names[members[i].name];
    if (members == PAGE && cJSON_IsNull(value)) continue; // of the two names one may be null
    if (seen & (1u << i)) return DTS_ERROR_MEMBER_DUPLICATE;
    seen |= 1u << i;
    if (cJSON_IsNull(value)) {
      absent |= 1u << i;
      continue;
    }
    member_type type = members[i].type & TYPE_MASK;
    if (!is_fine(value, type)) return DTS_ERROR_MEMBER_INVALID;
    if (type == SUMMARY) {
      dts_code code = check(SUMMARY_OF_BATCH, value, out_member);
      if (code != DTS_OK) return code;
    }
    value->valueint = members[i].name;
  }
  for (size_t i = 0; members[i].name != NO_MORE; i++) {
    *out_member = dts_names[members[i].name];
    if (members[i].type & REQUIRED && !(seen & ~absent & (1u << i))) return DTS_ERROR_MEMBER_MISSING;
  }
  return DTS_OK;
}

dts_code dts_reply_check(dts_operation operation, struct cJSON *object, const char **out_member) {
  return check(operation == DTS_GET_DOCUMENT ? DOCUMENT
               : operation == DTS_GET_BATCH  ? BATCH
                                             : PAGE,
               object, out_member);
}

bool dts_moment_is_stale(const dts_moment *a, const dts_moment *b) {
  int64_t before = 0, after = 0;
  dts_time_parse(a->last_action, &before);
  dts_time_parse(b->last_action, &after);
  if (before != after) return after < before;
  dts_status from = dts_status_parse(a->status), to = dts_status_parse(b->status);
  if (from < DTS_STATUS_OTHER && to < DTS_STATUS_OTHER && STATUSES[from].rank != STATUSES[to].rank)
    return STATUSES[to].rank < STATUSES[from].rank;
  return b->progress >= 0 && b->progress < a->progress;
}
