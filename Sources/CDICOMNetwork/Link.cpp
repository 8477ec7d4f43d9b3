#include "Link.h"

#include "dcmtk/oflog/oflog.h"

#include <cstdlib>
#include <mutex>
#include <vector>

namespace hn {

namespace {

OFCondition address(T_ASC_Parameters *parameters, const HNPeer &peer) {
  OFCondition done = ASC_setAPTitles(parameters, peer.calling, peer.called, nullptr);
  if (done.bad()) return done;
  std::string place = std::string(peer.host) + ":" + std::to_string(peer.port);
  done = ASC_setPresentationAddresses(parameters, "localhost", place.c_str());
  return done.good() && peer.security ? ASC_setTransportLayerType(parameters, OFTrue) : done;
}

OFCondition propose(T_ASC_Parameters *parameters, const HNContext *contexts, size_t count) {
  OFCondition done = EC_Normal;
  for (size_t n = 0; n < count && done.good(); ++n) {
    std::vector<const char *> syntaxes(contexts[n].transferSyntaxes, contexts[n].transferSyntaxes + contexts[n].count);
    done = ASC_addPresentationContext(parameters, T_ASC_PresentationContextID(2 * n + 1), contexts[n].abstractSyntax,
                                      syntaxes.data(), int(syntaxes.size()),
                                      contexts[n].isProvider ? ASC_SC_ROLE_SCP : ASC_SC_ROLE_DEFAULT);
  }
  return done;
}

/// Associates over a network that is ready.
int associate(HNLink &link, const HNPeer &peer, const HNContext *contexts, size_t count, HNFailure *failure) {
  T_ASC_Parameters *parameters = nullptr;
  OFCondition done = ASC_createAssociationParameters(&parameters, long(peer.maxPDU));
  if (done.good()) done = address(parameters, peer);
  if (done.good()) done = propose(parameters, contexts, count);
  if (done.good())
    done = ASC_requestAssociation(link.network, parameters, &link.association, nullptr, nullptr, DUL_NOBLOCK,
                                  peer.answerSeconds);
  int kind = HNOkay;
  if (done.bad()) kind = fail(failure, done, parameters);
  else if (ASC_countAcceptedPresentationContexts(link.association->params) == 0) {
    kind = fail(failure, HNNoContext, "no presentation context was accepted");
    ASC_abortAssociation(link.association);
  }
  if (kind != HNOkay) {
    if (link.association) ASC_destroyAssociation(&link.association);
    else ASC_destroyAssociationParameters(&parameters);
  }
  return kind;
}

HNLink *open(const HNPeer &peer, const HNContext *contexts, size_t count, HNFailure *failure) {
  std::unique_ptr<HNLink> link(new HNLink);
  link->seconds = peer.answerSeconds;
  Connecting connecting(peer.connectSeconds);
  link->layer = transportLayer(NET_REQUESTOR, peer.security, peer.answerSeconds, &connecting, failure);
  if (!link->layer) return nullptr;
  OFCondition done = ASC_initializeNetwork(NET_REQUESTOR, 0, peer.answerSeconds, &link->network);
  if (done.good()) done = ASC_setTransportLayer(link->network, link->layer.get(), 0);
  int kind = done.bad() ? fail(failure, done) : associate(*link, peer, contexts, count, failure);
  if (kind == HNOkay) return link.release();
  if (link->network) ASC_dropNetwork(&link->network);
  return nullptr;
}

} // namespace
} // namespace hn

using namespace hn;

extern "C" {

void hn_start(void) {
  static std::once_flag once;
  std::call_once(once, [] {
    // DCMTK logs names and identifiers; nothing of a patient may reach a terminal or log.
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    // Without it every small message waits 40 ms for the acknowledgement of the one before.
    setenv("TCP_NODELAY", "1", 0);
    // Names of callers are not looked up: a resolver that hangs would hang the association.
    dcmDisableGethostbyaddr.set(OFTrue);
  });
}

HNLink *hn_open(const HNPeer *peer, const HNContext *contexts, size_t count, HNFailure *failure) {
  HNLink *link = nullptr;
  hn_start();
  guarded(failure, [&] {
    link = hn::open(*peer, contexts, count, failure);
    return 0;
  });
  return link;
}

void hn_close(HNLink *link, int release) {
  HNFailure ignored;
  guarded(&ignored, [&] {
    if (link->association) {
      if (!release || ASC_releaseAssociation(link->association).bad()) ASC_abortAssociation(link->association);
      ASC_destroyAssociation(&link->association);
    }
    if (link->network) ASC_dropNetwork(&link->network);
    delete link;
    return 0;
  });
}

int hn_accepts(HNLink *link, const char *abstractSyntax, const char *transferSyntax) {
  if (!*transferSyntax) return ASC_findAcceptedPresentationContextID(link->association, abstractSyntax) != 0;
  return ASC_findAcceptedPresentationContextID(link->association, abstractSyntax, transferSyntax) != 0;
}

int hn_echo(HNLink *link, HNFailure *failure) {
  return guarded(failure, [&] {
    DIC_US status = 0;
    DcmDataset *detail = nullptr;
    OFCondition done = DIMSE_echoUser(link->association, link->association->nextMsgID++, DIMSE_NONBLOCKING,
                                      link->seconds, &status, &detail);
    delete detail;
    if (done.bad()) return fail(failure, done);
    return status ? refused(failure, status) : int(HNOkay);
  });
}
}
