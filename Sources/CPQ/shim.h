#include <postgresql/libpq-fe.h>

// Notices are for the server's log, not for standard error.
static inline void PQsilenceNotice(void *_Nullable context, const PGresult *_Nullable result) {}
static inline void PQsilence(PGconn *_Nonnull c) { PQsetNoticeReceiver(c, PQsilenceNotice, 0); }
