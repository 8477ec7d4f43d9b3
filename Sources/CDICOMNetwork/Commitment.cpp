#include "Link.h"

#include <cstring>
#include <vector>

namespace hn {

namespace {

struct Report {
  OFString transaction;
  std::vector<std::string> instances;
  std::vector<uint16_t> reasons;

  void add(DcmDataset &data, const DcmTagKey &sequence, bool failed) {
    DcmSequenceOfItems *items = nullptr;
    if (data.findAndGetSequence(sequence, items).bad() || !items) return;
    for (unsigned long n = 0; n < items->card(); ++n) {
      OFString instance;
      Uint16 reason = 0x0110;
      if (items->getItem(n)->findAndGetOFString(DCM_ReferencedSOPInstanceUID, instance).bad()) continue;
      if (failed && items->getItem(n)->findAndGetUint16(DCM_FailureReason, reason).bad()) reason = 0x0110;
      instances.push_back(instance.c_str());
      reasons.push_back(failed ? reason : 0);
    }
  }
};

void hand(DcmDataset &data, void *context, HNReport report) {
  Report found;
  data.findAndGetOFString(DCM_TransactionUID, found.transaction);
  found.add(data, DCM_ReferencedSOPSequence, false);
  found.add(data, DCM_FailedSOPSequence, true);
  std::vector<const char *> names;
  for (const std::string &name : found.instances) names.push_back(name.c_str());
  report(context, found.transaction.c_str(), names.size(), names.data(), found.reasons.data());
}

OFCondition acknowledge(T_ASC_Association *association, T_ASC_PresentationContextID id,
                        const T_DIMSE_N_EventReportRQ &request) {
  T_DIMSE_Message message;
  std::memset(static_cast<void *>(&message), 0, sizeof message);
  message.CommandField = DIMSE_N_EVENT_REPORT_RSP;
  T_DIMSE_N_EventReportRSP &response = message.msg.NEventReportRSP;
  response.MessageIDBeingRespondedTo = request.MessageID;
  response.DimseStatus = STATUS_Success;
  response.DataSetType = DIMSE_DATASET_NULL;
  response.EventTypeID = request.EventTypeID;
  copy(response.AffectedSOPClassUID, sizeof response.AffectedSOPClassUID, request.AffectedSOPClassUID);
  copy(response.AffectedSOPInstanceUID, sizeof response.AffectedSOPInstanceUID, request.AffectedSOPInstanceUID);
  response.opts =
      O_NEVENTREPORT_AFFECTEDSOPCLASSUID | O_NEVENTREPORT_AFFECTEDSOPINSTANCEUID | O_NEVENTREPORT_EVENTTYPEID;
  return DIMSE_sendMessageUsingMemoryData(association, id, &message, nullptr, nullptr, nullptr, nullptr);
}

void references(DcmDataset &data, size_t count, const char *const *classes, const char *const *instances) {
  for (size_t n = 0; n < count; ++n) {
    DcmItem *item = nullptr;
    if (data.findOrCreateSequenceItem(DCM_ReferencedSOPSequence, item, -2).bad()) throw std::bad_alloc();
    item->putAndInsertString(DCM_ReferencedSOPClassUID, classes[n]);
    item->putAndInsertString(DCM_ReferencedSOPInstanceUID, instances[n]);
  }
}

void describe(T_DIMSE_Message &message, DIC_US id) {
  std::memset(static_cast<void *>(&message), 0, sizeof message);
  message.CommandField = DIMSE_N_ACTION_RQ;
  message.msg.NActionRQ.MessageID = id;
  message.msg.NActionRQ.ActionTypeID = 1;
  message.msg.NActionRQ.DataSetType = DIMSE_DATASET_PRESENT;
  copy(message.msg.NActionRQ.RequestedSOPClassUID, sizeof message.msg.NActionRQ.RequestedSOPClassUID,
       UID_StorageCommitmentPushModelSOPClass);
  copy(message.msg.NActionRQ.RequestedSOPInstanceUID, sizeof message.msg.NActionRQ.RequestedSOPInstanceUID,
       UID_StorageCommitmentPushModelSOPInstance);
}

int commit(HNLink *link, DcmDataset &data, HNFailure *failure) {
  T_ASC_PresentationContextID id =
      ASC_findAcceptedPresentationContextID(link->association, UID_StorageCommitmentPushModelSOPClass);
  if (!id) return fail(failure, HNNoContext, "storage commitment was not accepted");
  T_DIMSE_Message message;
  describe(message, link->association->nextMsgID++);
  OFCondition done =
      DIMSE_sendMessageUsingMemoryData(link->association, id, &message, nullptr, &data, nullptr, nullptr);
  if (done.bad()) return fail(failure, done);
  T_DIMSE_Message response;
  DcmDataset *detail = nullptr;
  done = DIMSE_receiveCommand(link->association, DIMSE_NONBLOCKING, link->seconds, &id, &response, &detail);
  delete detail;
  if (done.bad()) return fail(failure, done);
  if (response.CommandField != DIMSE_N_ACTION_RSP) return fail(failure, HNOther, "another answer than expected");
  uint16_t status = response.msg.NActionRSP.DimseStatus;
  if (response.msg.NActionRSP.DataSetType != DIMSE_DATASET_NULL) {
    DcmDataset *reply = nullptr;
    DIMSE_receiveDataSetInMemory(link->association, DIMSE_NONBLOCKING, link->seconds, &id, &reply, nullptr, nullptr);
    delete reply;
  }
  return status ? refused(failure, status) : HNOkay;
}

} // namespace

OFCondition receiveReport(T_ASC_Association *association, int seconds, T_ASC_PresentationContextID id,
                          T_DIMSE_N_EventReportRQ &request, void *context, HNReport report) {
  DcmDataset *data = nullptr;
  T_ASC_PresentationContextID dataID = 0;
  if (request.DataSetType != DIMSE_DATASET_NULL) {
    OFCondition done =
        DIMSE_receiveDataSetInMemory(association, DIMSE_NONBLOCKING, seconds, &dataID, &data, nullptr, nullptr);
    std::unique_ptr<DcmDataset> owner(data);
    if (done.bad()) return done;
    if (data) hand(*data, context, report);
  }
  return acknowledge(association, id, request);
}

} // namespace hn

using namespace hn;

extern "C" {

int hn_commit(HNLink *link, const char *transaction, size_t count, const char *const *classes,
              const char *const *instances, HNFailure *failure) {
  return guarded(failure, [&] {
    DcmDataset data;
    data.putAndInsertString(DCM_TransactionUID, transaction);
    references(data, count, classes, instances);
    return commit(link, data, failure);
  });
}

int hn_await_report(HNLink *link, int seconds, void *context, HNReport report, HNFailure *failure) {
  return guarded(failure, [&] {
    T_ASC_PresentationContextID id = 0;
    T_DIMSE_Message message;
    DcmDataset *detail = nullptr;
    OFCondition done = DIMSE_receiveCommand(link->association, DIMSE_NONBLOCKING, seconds, &id, &message, &detail);
    delete detail;
    if (done.bad()) return fail(failure, done);
    if (message.CommandField != DIMSE_N_EVENT_REPORT_RQ) return fail(failure, HNOther, "another message than expected");
    done = receiveReport(link->association, link->seconds, id, message.msg.NEventReportRQ, context, report);
    return done.bad() ? fail(failure, done) : int(HNOkay);
  });
}
}
