#include <sqlite3.h>

// SQLITE_TRANSIENT is a cast that Swift does not import.
static inline int sqlite3_bind_copied_text(sqlite3_stmt *_Nonnull s, int n, const char *_Nonnull text, int bytes) {
  return sqlite3_bind_text(s, n, text, bytes, SQLITE_TRANSIENT);
}
