#pragma once
#include <stddef.h>
#include <stdint.h>

#if !defined(__clang__)
#define _Nonnull
#define _Nullable
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// What became of a call. Texts name causes of the network, never values of an object.
typedef enum HNKind {
  HNOkay = 0,
  HNUnreachable = 1,     ///< nobody listens, or the way there is closed
  HNUnknownHost = 2,
  HNTimeout = 3,         ///< no answer in time
  HNCalledRejected = 4,  ///< the peer is not called so
  HNCallingRejected = 5, ///< the peer does not know us by this name
  HNRejected = 6,        ///< rejected for another reason, such as too many associations
  HNNoContext = 7,       ///< the peer accepted no presentation context for this
  HNDropped = 8,         ///< the association ended before the work did
  HNSecurity = 9,        ///< certificates, keys, or the handshake
  HNStopped = 10,        ///< the caller asked for it
  HNPortTaken = 11,
  HNStatus = 12,         ///< the peer answered with a status of failure
  HNFile = 13,           ///< a file cannot be read as a DICOM object
  HNOther = 14
} HNKind;

typedef struct HNFailure {
  int32_t kind;
  uint16_t status; ///< DIMSE status, for HNStatus
  char text[320];
} HNFailure;

/// PEM files; the own pair may be absent for a client where the peer does not ask for it.
typedef struct HNSecurityFiles {
  const char *_Nullable key, *_Nullable certificate, *_Nonnull trust;
} HNSecurityFiles;

typedef struct HNPeer {
  const char *_Nonnull host;
  uint16_t port;
  const char *_Nonnull called, *_Nonnull calling;
  uint32_t maxPDU;
  int32_t connectSeconds, answerSeconds;
  const HNSecurityFiles *_Nullable security; ///< NULL: plain TCP
} HNPeer;

typedef struct HNContext {
  const char *_Nonnull abstractSyntax;
  const char *_Nullable const *_Nonnull transferSyntaxes;
  int32_t count;
  int32_t isProvider; ///< the peer sends us objects over it (C-GET)
} HNContext;

/// An attribute of a query or answer, in UTF-8. An answer has NULL where the attribute is absent.
typedef struct HNValue {
  uint32_t tag;
  const char *_Nullable text;
} HNValue;

/// An object that was received, or whose bytes could not be written (`error` is an errno, and there is no file).
typedef struct HNArrival {
  const char *_Nonnull path;
  const char *_Nonnull sopClass, *_Nonnull sopInstance, *_Nonnull transferSyntax, *_Nonnull sender;
  int32_t error;
} HNArrival;

/// Where objects go: `begin` names a new file; `take` judges the whole file, which is on the disk, and returns the DIMSE
/// status of the answer. Called from several threads.
typedef struct HNSink {
  void *_Nullable context;
  void (*_Nonnull begin)(void *_Nullable context, char *_Nonnull path, size_t capacity);
  uint16_t (*_Nonnull take)(void *_Nullable context, const HNArrival *_Nonnull);
  const char *_Nonnull implementation; ///< Implementation Class UID of the files written
} HNSink;

/// Result of a storage commitment: one reason for each instance, 0 where the peer took responsibility.
typedef void (*HNReport)(void *_Nullable context, const char *_Nonnull transaction, size_t count,
                         const char *_Nullable const *_Nonnull instances, const uint16_t *_Nonnull reasons);

typedef struct HNCounts {
  int32_t remaining, completed, failed, warnings;
} HNCounts;

/// Called now and then; another value than 0 ends the operation.
typedef int (*HNProgress)(void *_Nullable context, HNCounts counts);

void hn_start(void);

typedef struct HNLink HNLink;

/// Associates. At most 128 contexts.
HNLink *_Nullable hn_open(const HNPeer *_Nonnull peer, const HNContext *_Nonnull contexts, size_t count,
                          HNFailure *_Nonnull failure);
/// Releases the association, or aborts it.
void hn_close(HNLink *_Nonnull link, int release);
/// Whether a context for this pair was accepted; "" for any syntax.
int hn_accepts(HNLink *_Nonnull link, const char *_Nonnull abstractSyntax, const char *_Nonnull transferSyntax);

int hn_echo(HNLink *_Nonnull link, HNFailure *_Nonnull failure);

/// `characterSet` is that of the query, and of answers that do not state theirs. The callback gets the keys in the order of
/// the query; another value than 0 cancels.
int hn_find(HNLink *_Nonnull link, const char *_Nonnull model, const char *_Nonnull characterSet,
            const HNValue *_Nonnull keys, size_t count, void *_Nullable context,
            int (*_Nonnull answer)(void *_Nullable context, const HNValue *_Nonnull values, size_t count),
            HNFailure *_Nonnull failure);

/// Sends one file unchanged. `status` is the peer's.
int hn_store(HNLink *_Nonnull link, const char *_Nonnull path, const char *_Nonnull sopClass,
             const char *_Nonnull sopInstance, const char *_Nonnull transferSyntax, uint16_t *_Nonnull status,
             HNFailure *_Nonnull failure);

int hn_move(HNLink *_Nonnull link, const char *_Nonnull model, const HNValue *_Nonnull keys, size_t count,
            const char *_Nonnull destination, HNCounts *_Nonnull counts, void *_Nullable context,
            HNProgress _Nonnull progress, HNFailure *_Nonnull failure);
int hn_get(HNLink *_Nonnull link, const char *_Nonnull model, const HNValue *_Nonnull keys, size_t count, HNSink sink,
           HNCounts *_Nonnull counts, void *_Nullable context, HNProgress _Nonnull progress,
           HNFailure *_Nonnull failure);

/// Asks for storage commitment (N-ACTION).
int hn_commit(HNLink *_Nonnull link, const char *_Nonnull transaction, size_t count,
              const char *_Nullable const *_Nonnull classes, const char *_Nullable const *_Nonnull instances,
              HNFailure *_Nonnull failure);
/// Waits for a report over the same association; HNTimeout if there was none.
int hn_await_report(HNLink *_Nonnull link, int seconds, void *_Nullable context, HNReport _Nonnull report,
                    HNFailure *_Nonnull failure);

typedef struct HNListener HNListener;

/// How an association went.
typedef struct HNVisit {
  const char *_Nonnull sender;
  int32_t objects; ///< answered with success
  int32_t refused; ///< answered with a failure
  int32_t kind;    ///< HNOkay: released; HNDropped; HNTimeout; HNStopped; HNCallingRejected; HNCalledRejected; HNRejected
} HNVisit;

typedef struct HNListening {
  uint16_t port;
  const char *_Nonnull title;                      ///< "" answers to every name
  const char *_Nullable const *_Nullable senders;  ///< NULL accepts every sender
  size_t senderCount;
  uint32_t maxPDU;
  int32_t idleSeconds, associations;
  const HNSecurityFiles *_Nullable security;
  HNSink sink;
  void *_Nullable context;
  HNReport _Nonnull report;
  void (*_Nonnull visited)(void *_Nullable context, const HNVisit *_Nonnull);
} HNListening;

/// Has the port when it returns. All texts are copied.
HNListener *_Nullable hn_listen(const HNListening *_Nonnull settings, HNFailure *_Nonnull failure);
/// Ends after the objects that are under way; no callback comes afterwards.
void hn_stop(HNListener *_Nonnull listener);

#ifdef __cplusplus
}
#endif
