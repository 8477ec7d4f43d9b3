#include "Query.h"

#include <cstring>

namespace hn {

namespace {

struct Retrieval {
  HNLink *link;
  T_ASC_PresentationContextID id;
  DIC_US message;
  HNCounts *counts;
  void *context;
  HNProgress progress;
  bool stopped;

  template <class Response> void count(const Response &response) {
    if (response.opts & O_GET_NUMBEROFREMAININGSUBOPERATIONS) counts->remaining = response.NumberOfRemainingSubOperations;
    if (response.opts & O_GET_NUMBEROFCOMPLETEDSUBOPERATIONS) counts->completed = response.NumberOfCompletedSubOperations;
    if (response.opts & O_GET_NUMBEROFFAILEDSUBOPERATIONS) counts->failed = response.NumberOfFailedSubOperations;
    if (response.opts & O_GET_NUMBEROFWARNINGSUBOPERATIONS) counts->warnings = response.NumberOfWarningSubOperations;
  }

  void look() {
    if (stopped || !progress(context, *counts)) return;
    stopped = true;
    DIMSE_sendCancelRequest(link->association, id, message);
  }

  int outcome(uint16_t status, HNFailure *failure) const {
    if (stopped) return fail(failure, HNStopped, "stopped");
    // B000: complete, with failures, which the counts state.
    return isFailure(status) ? refused(failure, status) : int(HNOkay);
  }
};

void moved(void *context, T_DIMSE_C_MoveRQ *, int, T_DIMSE_C_MoveRSP *response) {
  Retrieval &retrieval = *static_cast<Retrieval *>(context);
  retrieval.count(*response);
  retrieval.look();
}

int move(Retrieval &retrieval, const char *model, DcmDataset &keys, const char *destination, HNFailure *failure) {
  T_DIMSE_C_MoveRQ request;
  std::memset(static_cast<void *>(&request), 0, sizeof request);
  request.MessageID = retrieval.message;
  copy(request.AffectedSOPClassUID, sizeof request.AffectedSOPClassUID, model);
  copy(request.MoveDestination, sizeof request.MoveDestination, destination);
  request.DataSetType = DIMSE_DATASET_PRESENT;
  request.Priority = DIMSE_PRIORITY_MEDIUM;
  T_DIMSE_C_MoveRSP response;
  std::memset(static_cast<void *>(&response), 0, sizeof response);
  DcmDataset *detail = nullptr, *failed = nullptr;
  OFCondition done = DIMSE_moveUser(
      retrieval.link->association, retrieval.id, &request, &keys, moved, &retrieval, DIMSE_NONBLOCKING,
      retrieval.link->seconds, retrieval.link->network, nullptr, nullptr, &response, &detail, &failed, OFTrue);
  delete detail;
  delete failed;
  if (done.bad()) return fail(failure, done);
  retrieval.count(response);
  return retrieval.outcome(response.DimseStatus, failure);
}

OFCondition request(Retrieval &retrieval, const char *model, DcmDataset &keys) {
  T_DIMSE_Message message;
  std::memset(static_cast<void *>(&message), 0, sizeof message);
  message.CommandField = DIMSE_C_GET_RQ;
  T_DIMSE_C_GetRQ &get = message.msg.CGetRQ;
  get.MessageID = retrieval.message;
  copy(get.AffectedSOPClassUID, sizeof get.AffectedSOPClassUID, model);
  get.DataSetType = DIMSE_DATASET_PRESENT;
  get.Priority = DIMSE_PRIORITY_MEDIUM;
  return DIMSE_sendMessageUsingMemoryData(retrieval.link->association, retrieval.id, &message, nullptr, &keys, nullptr,
                                          nullptr);
}

/// Objects and answers come over one association, until the final answer.
int serve(Retrieval &retrieval, const HNSink &sink, const char *sender, HNFailure *failure) {
  HNLink *link = retrieval.link;
  while (true) {
    T_ASC_PresentationContextID id = 0;
    T_DIMSE_Message message;
    DcmDataset *detail = nullptr;
    OFCondition done = DIMSE_receiveCommand(link->association, DIMSE_NONBLOCKING, link->seconds, &id, &message, &detail);
    delete detail;
    if (done.bad()) return fail(failure, done);
    if (message.CommandField == DIMSE_C_STORE_RQ) {
      uint16_t status = 0;
      done = receiveObject(link->association, link->seconds, id, message.msg.CStoreRQ, sink, sender, &status);
      if (done.bad()) return fail(failure, done);
      retrieval.look();
      continue;
    }
    if (message.CommandField != DIMSE_C_GET_RSP) return fail(failure, HNOther, "another message than expected");
    T_DIMSE_C_GetRSP &response = message.msg.CGetRSP;
    if (response.DataSetType != DIMSE_DATASET_NULL) {
      DcmDataset *failed = nullptr;
      done = DIMSE_receiveDataSetInMemory(link->association, DIMSE_NONBLOCKING, link->seconds, &id, &failed, nullptr,
                                          nullptr);
      delete failed;
      if (done.bad()) return fail(failure, done);
    }
    retrieval.count(response);
    if (response.DimseStatus == STATUS_GET_Pending_SubOperationsAreContinuing) {
      retrieval.look();
      continue;
    }
    return retrieval.outcome(response.DimseStatus, failure);
  }
}

} // namespace
} // namespace hn

using namespace hn;

extern "C" {

int hn_move(HNLink *link, const char *model, const HNValue *keys, size_t count, const char *destination,
            HNCounts *counts, void *context, HNProgress progress, HNFailure *failure) {
  return guarded(failure, [&] {
    T_ASC_PresentationContextID id = ASC_findAcceptedPresentationContextID(link->association, model);
    if (!id) return fail(failure, HNNoContext, "C-MOVE was not accepted");
    DcmDataset data;
    if (identifier(data, "ISO_IR 192", keys, count).bad()) return fail(failure, HNOther, "the request cannot be made");
    Retrieval retrieval{link, id, link->association->nextMsgID++, counts, context, progress, false};
    return move(retrieval, model, data, destination, failure);
  });
}

int hn_get(HNLink *link, const char *model, const HNValue *keys, size_t count, HNSink sink, HNCounts *counts,
           void *context, HNProgress progress, HNFailure *failure) {
  return guarded(failure, [&] {
    T_ASC_PresentationContextID id = ASC_findAcceptedPresentationContextID(link->association, model);
    if (!id) return fail(failure, HNNoContext, "C-GET was not accepted");
    DcmDataset data;
    if (identifier(data, "ISO_IR 192", keys, count).bad()) return fail(failure, HNOther, "the request cannot be made");
    Retrieval retrieval{link, id, link->association->nextMsgID++, counts, context, progress, false};
    OFCondition done = request(retrieval, model, data);
    if (done.bad()) return fail(failure, done);
    return serve(retrieval, sink, link->association->params->DULparams.calledAPTitle, failure);
  });
}
}
