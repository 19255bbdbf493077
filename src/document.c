// The status of a document. Members that the product can do without are optional, even where the service's reference
// requires them: the service omits createdDateTimeUtc of documents that failed before they started.
#include "member_checks.h"

static const dts_member DOCUMENT[] = {
    DTS_MEMBER(path, DTS_STRING),
    DTS_MEMBER(sourcePath, DTS_STRING),
    DTS_MEMBER(createdDateTimeUtc, DTS_TIME),
    DTS_MEMBER(lastActionDateTimeUtc, DTS_TIME | DTS_REQUIRED),
    DTS_MEMBER(status, DTS_STATUS | DTS_REQUIRED),
    DTS_MEMBER(to, DTS_STRING),
    DTS_MEMBER(error, DTS_OBJECT),
    DTS_MEMBER(progress, DTS_FRACTION),
    DTS_MEMBER(id, DTS_STRING | DTS_REQUIRED),
    DTS_MEMBER(characterCharged, DTS_AMOUNT),
    DTS_MEMBER(totalImageScansSucceeded, DTS_AMOUNT),
    DTS_MEMBER(totalImageScansFailed, DTS_AMOUNT),
    DTS_MEMBER(imageCharged, DTS_AMOUNT),
    DTS_MEMBER(imageCharacterDetected, DTS_AMOUNT),
    DTS_MEMBER(deploymentName, DTS_STRING),
    DTS_END_OF_MEMBERS,
};

dts_code dts_document_check(struct cJSON *object, const char **out_member) {
  return dts_members_check(DOCUMENT, object, out_member);
}
