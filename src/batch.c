// The status of a job.
#include "member_checks.h"

#include "cJSON.h"

static const dts_member BATCH[] = {
    DTS_MEMBER(id, DTS_STRING | DTS_REQUIRED),
    DTS_MEMBER(createdDateTimeUtc, DTS_TIME),
    DTS_MEMBER(error, DTS_OBJECT),
    DTS_MEMBER(lastActionDateTimeUtc, DTS_TIME | DTS_REQUIRED),
    DTS_MEMBER(status, DTS_STATUS | DTS_REQUIRED),
    DTS_MEMBER(summary, DTS_OBJECT | DTS_REQUIRED),
    DTS_END_OF_MEMBERS,
};

static const dts_member SUMMARY[] = {
    DTS_MEMBER(total, DTS_AMOUNT),
    DTS_MEMBER(failed, DTS_AMOUNT),
    DTS_MEMBER(success, DTS_AMOUNT),
    DTS_MEMBER(inProgress, DTS_AMOUNT),
    DTS_MEMBER(notYetStarted, DTS_AMOUNT),
    DTS_MEMBER(cancelled, DTS_AMOUNT),
    DTS_MEMBER(totalCharacterCharged, DTS_AMOUNT),
    DTS_MEMBER(totalImageScansSucceeded, DTS_AMOUNT),
    DTS_MEMBER(totalImageScansFailed, DTS_AMOUNT),
    DTS_MEMBER(totalImageCharged, DTS_AMOUNT),
    DTS_MEMBER(totalImageCharacterDetected, DTS_AMOUNT),
    DTS_END_OF_MEMBERS,
};

dts_code dts_batch_check(cJSON *object, const char **out_member) {
  dts_code code = dts_members_check(BATCH, object, out_member);
  if (code != DTS_OK) return code;
  // The service names these counts in two ways.
  cJSON *summary = dts_member_find(object, DTS_NAME_summary);
  dts_member_rename(summary, "succeeded", DTS_NAME_success);
  dts_member_rename(summary, "notStarted", DTS_NAME_notYetStarted);
  dts_member_rename(summary, "canceled", DTS_NAME_cancelled);
  return dts_members_check(SUMMARY, summary, out_member);
}
