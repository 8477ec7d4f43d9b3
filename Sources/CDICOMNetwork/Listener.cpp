#include "Link.h"

#include <atomic>
#include <chrono>
#include <cstring>
#include <list>
#include <set>
#include <string>
#include <thread>
#include <vector>

using namespace hn;

struct HNListener {
  HNListening settings;
  std::string title, implementation;
  std::set<std::string> senders;
  std::unique_ptr<DcmTransportLayer> layer;
  T_ASC_Network *network = nullptr;
  bool isSecure = false;
  std::atomic<bool> stopping{false};
  std::atomic<int> open{0};
  std::thread door;

  struct Visit {
    std::thread thread;
    std::atomic<bool> over{false};
  };
  std::list<Visit> visits;

  void watch();
  void clear(bool all);
};

namespace {

/// A caller that says nothing holds the door for so long at most.
const int doorSeconds = 3;

/// Compressed objects are kept as they come; of the uncompressed syntaxes explicit is better than implicit, which loses the
/// VR of private attributes.
const char *const syntaxes[] = {
    UID_LittleEndianExplicitTransferSyntax, UID_LittleEndianImplicitTransferSyntax, UID_BigEndianExplicitTransferSyntax,
    UID_DeflatedExplicitVRLittleEndianTransferSyntax, UID_JPEGProcess1TransferSyntax, UID_JPEGProcess2_4TransferSyntax,
    UID_JPEGProcess14TransferSyntax, UID_JPEGProcess14SV1TransferSyntax, UID_JPEGLSLosslessTransferSyntax,
    UID_JPEGLSLossyTransferSyntax, UID_JPEG2000LosslessOnlyTransferSyntax, UID_JPEG2000TransferSyntax,
    UID_RLELosslessTransferSyntax, UID_MPEG2MainProfileAtMainLevelTransferSyntax,
    UID_MPEG4HighProfileLevel4_1TransferSyntax,
};

bool isKnown(const char *syntax) {
  for (const char *one : syntaxes)
    if (std::strcmp(one, syntax) == 0) return true;
  return false;
}

/// The first that the sender proposes; explicit instead of implicit if it offers both. NULL if none is known.
const char *chosen(const T_ASC_PresentationContext &context) {
  const char *first = nullptr;
  bool hasExplicit = false;
  for (int n = 0; n < context.transferSyntaxCount; ++n) {
    const char *one = context.proposedTransferSyntaxes[n];
    if (!first && isKnown(one)) first = one;
    hasExplicit = hasExplicit || std::strcmp(one, UID_LittleEndianExplicitTransferSyntax) == 0;
  }
  bool isImplicit = first && std::strcmp(first, UID_LittleEndianImplicitTransferSyntax) == 0;
  return isImplicit && hasExplicit ? UID_LittleEndianExplicitTransferSyntax : first;
}

/// Every storage class that DCMTK knows, and those that the standard added since.
bool isStorage(const char *uid) {
  static const std::set<std::string> known(dcmAllStorageSOPClassUIDs,
                                           dcmAllStorageSOPClassUIDs + numberOfDcmAllStorageSOPClassUIDs);
  return known.count(uid) || std::strncmp(uid, "1.2.840.10008.5.1.4.1.1.", 24) == 0;
}

void negotiate(T_ASC_Parameters *parameters) {
  for (int n = 0; n < ASC_countPresentationContexts(parameters); ++n) {
    T_ASC_PresentationContext context;
    if (ASC_getPresentationContext(parameters, n, &context).bad()) continue;
    const char *uid = context.abstractSyntax, *syntax = chosen(context);
    bool isCommitment = std::strcmp(uid, UID_StorageCommitmentPushModelSOPClass) == 0;
    bool isWanted = isCommitment || std::strcmp(uid, UID_VerificationSOPClass) == 0 || isStorage(uid);
    if (!isWanted)
      ASC_refusePresentationContext(parameters, context.presentationContextID, ASC_P_ABSTRACTSYNTAXNOTSUPPORTED);
    else if (!syntax)
      ASC_refusePresentationContext(parameters, context.presentationContextID, ASC_P_TRANSFERSYNTAXESNOTSUPPORTED);
    else
      ASC_acceptPresentationContext(parameters, context.presentationContextID, syntax,
                                    isCommitment ? context.proposedRole : ASC_SC_ROLE_DEFAULT, OFTrue);
  }
}

std::string trimmed(const char *text) {
  std::string value(text);
  while (!value.empty() && value.back() == ' ') value.pop_back();
  return value.substr(std::min(value.find_first_not_of(' '), value.size()));
}

/// HNOkay, or why the association is not wanted.
int judge(const HNListener &listener, T_ASC_Parameters *parameters, const std::string &sender) {
  if (!listener.title.empty() && trimmed(parameters->DULparams.calledAPTitle) != listener.title)
    return HNCalledRejected;
  if (listener.settings.senders && !listener.senders.count(sender)) return HNCallingRejected;
  return listener.open > listener.settings.associations ? HNRejected : HNOkay;
}

void reject(T_ASC_Association *association, int kind) {
  T_ASC_RejectParameters reason{ASC_RESULT_REJECTEDPERMANENT, ASC_SOURCE_SERVICEUSER,
                                ASC_REASON_SU_CALLEDAETITLENOTRECOGNIZED};
  if (kind == HNCallingRejected) reason.reason = ASC_REASON_SU_CALLINGAETITLENOTRECOGNIZED;
  if (kind == HNRejected)
    reason = {ASC_RESULT_REJECTEDTRANSIENT, ASC_SOURCE_SERVICEPROVIDER_PRESENTATION_RELATED,
              ASC_REASON_SP_PRES_LOCALLIMITEXCEEDED};
  ASC_rejectAssociation(association, &reason);
}

OFCondition handle(HNListener &listener, T_ASC_Association *association, T_ASC_PresentationContextID id,
                   T_DIMSE_Message &message, HNVisit &visit) {
  int seconds = listener.settings.idleSeconds;
  switch (message.CommandField) {
  case DIMSE_C_ECHO_RQ: return DIMSE_sendEchoResponse(association, id, &message.msg.CEchoRQ, STATUS_Success, nullptr);
  case DIMSE_C_STORE_RQ: {
    uint16_t status = 0;
    OFCondition done =
        receiveObject(association, seconds, id, message.msg.CStoreRQ, listener.settings.sink, visit.sender, &status);
    if (done.good()) ++(isFailure(status) ? visit.refused : visit.objects);
    return done;
  }
  case DIMSE_N_EVENT_REPORT_RQ:
    return receiveReport(association, seconds, id, message.msg.NEventReportRQ, listener.settings.context,
                         listener.settings.report);
  default: return DIMSE_BADCOMMANDTYPE;
  }
}

/// Commands until the sender releases, fails, is idle for too long, or the listener is stopped.
int serve(HNListener &listener, T_ASC_Association *association, HNVisit &visit) {
  auto last = std::chrono::steady_clock::now();
  while (!listener.stopping) {
    T_ASC_PresentationContextID id = 0;
    T_DIMSE_Message message;
    DcmDataset *detail = nullptr;
    OFCondition done = DIMSE_receiveCommand(association, DIMSE_NONBLOCKING, 1, &id, &message, &detail);
    delete detail;
    if (done == DIMSE_NODATAAVAILABLE) {
      auto idle = std::chrono::steady_clock::now() - last;
      if (idle < std::chrono::seconds(listener.settings.idleSeconds)) continue;
      return HNTimeout;
    }
    if (done.good()) done = handle(listener, association, id, message, visit);
    if (done == DUL_PEERREQUESTEDRELEASE) return HNOkay;
    if (done.bad()) return HNDropped;
    last = std::chrono::steady_clock::now();
  }
  return HNStopped;
}

int welcome(HNListener &listener, T_ASC_Association *association, HNVisit &visit) {
  int kind = judge(listener, association->params, visit.sender);
  if (kind != HNOkay) {
    reject(association, kind);
    return kind;
  }
  negotiate(association->params);
  if (ASC_acknowledgeAssociation(association).bad()) return HNDropped;
  kind = serve(listener, association, visit);
  if (kind == HNOkay) ASC_acknowledgeRelease(association);
  else ASC_abortAssociation(association);
  return kind;
}

void attend(HNListener &listener, T_ASC_Association *association) {
  HNFailure failure;
  guarded(&failure, [&] {
    std::string sender = trimmed(association->params->DULparams.callingAPTitle);
    HNVisit visit{sender.c_str(), 0, 0, HNDropped};
    visit.kind = welcome(listener, association, visit);
    listener.settings.visited(listener.settings.context, &visit);
    return 0;
  });
  ASC_dropSCPAssociation(association, 1);
  ASC_destroyAssociation(&association);
}

} // namespace

void HNListener::clear(bool all) {
  for (auto at = visits.begin(); at != visits.end();)
    if (all || at->over) {
      at->thread.join();
      at = visits.erase(at);
    } else ++at;
}

void HNListener::watch() {
  while (!stopping) {
    clear(false);
    if (!ASC_associationWaiting(network, 1)) continue;
    T_ASC_Association *association = nullptr;
    OFCondition done = ASC_receiveAssociation(network, &association, long(settings.maxPDU), nullptr, nullptr,
                                              isSecure ? OFTrue : OFFalse, DUL_NOBLOCK, doorSeconds);
    if (done.bad()) {
      if (association) {
        ASC_dropSCPAssociation(association, 1);
        ASC_destroyAssociation(&association);
      }
      continue;
    }
    ++open;
    visits.emplace_back();
    Visit &visit = visits.back();
    visit.thread = std::thread([this, association, &visit] {
      attend(*this, association);
      --open;
      visit.over = true;
    });
  }
  clear(true);
}

namespace {

HNListener *listen(const HNListening &settings, HNFailure *failure) {
  std::unique_ptr<HNListener> listener(new HNListener);
  listener->settings = settings;
  listener->title = settings.title;
  listener->implementation = settings.sink.implementation;
  listener->settings.sink.implementation = listener->implementation.c_str();
  for (size_t n = 0; settings.senders && n < settings.senderCount; ++n) listener->senders.insert(settings.senders[n]);
  listener->isSecure = settings.security;
  listener->layer = transportLayer(NET_ACCEPTOR, settings.security, settings.idleSeconds, nullptr, failure);
  if (!listener->layer) return nullptr;
  listener->settings.security = nullptr;
  OFCondition done = ASC_initializeNetwork(NET_ACCEPTOR, settings.port, doorSeconds, &listener->network);
  if (done.good()) done = ASC_setTransportLayer(listener->network, listener->layer.get(), 0);
  if (done.bad()) {
    std::string text = done.text();
    if (listener->network) ASC_dropNetwork(&listener->network);
    fail(failure, text.find("in use") != std::string::npos ? HNPortTaken : HNUnreachable, text);
    return nullptr;
  }
  HNListener *running = listener.release();
  running->door = std::thread([running] { running->watch(); });
  return running;
}

} // namespace

extern "C" {

HNListener *hn_listen(const HNListening *settings, HNFailure *failure) {
  HNListener *listener = nullptr;
  hn_start();
  guarded(failure, [&] {
    listener = listen(*settings, failure);
    return 0;
  });
  return listener;
}

void hn_stop(HNListener *listener) {
  listener->stopping = true;
  listener->door.join();
  ASC_dropNetwork(&listener->network);
  delete listener;
}
}
