#pragma once
#include <stddef.h>
#include <stdint.h>

// What Swift needs of libmicrohttpd: requests with four callbacks, answers from any thread, streams that stay open.
// A request is counted: the library holds it once, and whoever calls hs_retain may use it after the client has gone.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hs_server hs_server;
typedef struct hs_request hs_request;

typedef struct {
  void *_Nullable context;
  // Headers are there; may answer.
  void (*_Nonnull begin)(void *_Nullable context, hs_request *_Nonnull);
  // A part of the body; another value than 0 closes the connection.
  int (*_Nonnull data)(void *_Nullable context, hs_request *_Nonnull, const void *_Nonnull, size_t);
  // The request is whole; answers now or later, from any thread.
  void (*_Nonnull end)(void *_Nullable context, hs_request *_Nonnull);
  // Over, answered or not.
  void (*_Nonnull done)(void *_Nullable context, hs_request *_Nonnull);
} hs_callbacks;

typedef struct {
  const char *_Nonnull address;
  uint16_t port;
  // PEM texts; NULL for plain HTTP.
  const char *_Nullable certificate;
  const char *_Nullable key;
  unsigned timeout_s, connections;
} hs_options;

// NULL where the address cannot be had; errno says why.
hs_server *_Nullable hs_start(hs_options options, hs_callbacks callbacks);
uint16_t hs_port(hs_server *_Nonnull);
// Accepts no more, ends streams, waits up to the grace for what is under way, stops.
void hs_stop(hs_server *_Nonnull, unsigned grace_ms);

void hs_retain(hs_request *_Nonnull);
void hs_release(hs_request *_Nonnull);
void hs_set_user(hs_request *_Nonnull, void *_Nullable);
void *_Nullable hs_user(hs_request *_Nonnull);

// Valid in the begin callback alone.
const char *_Nonnull hs_method(hs_request *_Nonnull);
const char *_Nonnull hs_target(hs_request *_Nonnull);
const char *_Nullable hs_header(hs_request *_Nonnull, const char *_Nonnull name);
void hs_remote(hs_request *_Nonnull, char *_Nonnull text, size_t size);

// Headers are pairs of name and value, ended by NULL. The first answer counts.
void hs_answer(hs_request *_Nonnull, unsigned status, const char *_Nullable const *_Nonnull headers,
               const void *_Nullable bytes, size_t count);
// Takes the descriptor.
void hs_answer_file(hs_request *_Nonnull, unsigned status, const char *_Nullable const *_Nonnull headers, int file,
                    uint64_t offset, uint64_t count);
void hs_answer_stream(hs_request *_Nonnull, unsigned status, const char *_Nullable const *_Nonnull headers);
// 0; -1 once the client has gone, or reads so slowly that `hs_stream_limit` bytes wait for it.
int hs_stream_send(hs_request *_Nonnull, const void *_Nonnull bytes, size_t count);
void hs_stream_end(hs_request *_Nonnull);

static const size_t hs_stream_limit = 1 << 20;

#ifdef __cplusplus
}
#endif
