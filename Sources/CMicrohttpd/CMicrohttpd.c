#define _GNU_SOURCE
#include "CMicrohttpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netdb.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct hs_server {
  struct MHD_Daemon *daemon;
  hs_callbacks call;
  pthread_mutex_t lock;
  hs_request *first;
};

struct hs_request {
  atomic_int references;
  pthread_mutex_t lock;
  hs_server *server;
  struct MHD_Connection *connection;
  struct MHD_Response *pending;
  unsigned status;
  int begun, finished, answered, suspended, gone;
  // Streams.
  int streams, parked, ended;
  char *buffer;
  size_t start, end, capacity;
  char *target, *method;
  void *user;
  hs_request *previous, *next;
};

// MARK: Life of a request

void hs_retain(hs_request *r) { atomic_fetch_add(&r->references, 1); }

void hs_release(hs_request *r) {
  if (atomic_fetch_sub(&r->references, 1) != 1) return;
  if (r->pending) MHD_destroy_response(r->pending);
  pthread_mutex_destroy(&r->lock);
  free(r->buffer);
  free(r->target);
  free(r->method);
  free(r);
}

void hs_set_user(hs_request *r, void *user) { r->user = user; }
void *hs_user(hs_request *r) { return r->user; }

static void *first_line(void *context, const char *target, struct MHD_Connection *connection) {
  hs_server *s = context;
  hs_request *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  atomic_init(&r->references, 1);
  pthread_mutex_init(&r->lock, NULL);
  r->server = s;
  r->connection = connection;
  r->target = strdup(target);
  pthread_mutex_lock(&s->lock);
  r->next = s->first;
  if (s->first) s->first->previous = r;
  s->first = r;
  pthread_mutex_unlock(&s->lock);
  return r;
}

static void completed(void *context, struct MHD_Connection *connection, void **slot,
                      enum MHD_RequestTerminationCode code) {
  (void)connection, (void)code;
  hs_server *s = context;
  hs_request *r = *slot;
  if (!r) return;
  *slot = NULL;
  pthread_mutex_lock(&s->lock);
  if (r->previous) r->previous->next = r->next; else s->first = r->next;
  if (r->next) r->next->previous = r->previous;
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_lock(&r->lock);
  r->gone = 1;
  r->connection = NULL;
  pthread_mutex_unlock(&r->lock);
  if (r->begun) s->call.done(s->call.context, r);
  hs_release(r);
}

// Queues what was answered; only ever on the connection's own thread.
static enum MHD_Result queue(hs_request *r) {
  struct MHD_Response *response = r->pending;
  r->pending = NULL;
  enum MHD_Result result = MHD_queue_response(r->connection, r->status, response);
  MHD_destroy_response(response);
  return result;
}

static enum MHD_Result finish(hs_request *r) {
  pthread_mutex_lock(&r->lock);
  enum MHD_Result result = MHD_YES;
  if (r->pending) {
    result = queue(r);
  } else if (!r->answered) {
    r->suspended = 1;
    MHD_suspend_connection(r->connection);
  }
  pthread_mutex_unlock(&r->lock);
  return result;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *data, size_t *size, void **slot) {
  (void)connection, (void)url, (void)version;
  hs_server *s = context;
  hs_request *r = *slot;
  if (!r || !r->target) return MHD_NO;
  if (!r->begun) {
    r->method = strdup(method);
    if (!r->method) return MHD_NO;
    r->begun = 1;
    s->call.begin(s->call.context, r);
    pthread_mutex_lock(&r->lock);
    enum MHD_Result result = r->pending ? queue(r) : MHD_YES;
    pthread_mutex_unlock(&r->lock);
    return result;
  }
  if (*size) {
    int stop = s->call.data(s->call.context, r, data, *size);
    *size = 0;
    return stop ? MHD_NO : MHD_YES;
  }
  if (!r->finished) {
    r->finished = 1;
    s->call.end(s->call.context, r);
  }
  return finish(r);
}

// MARK: Requests

const char *hs_method(hs_request *r) { return r->method; }
const char *hs_target(hs_request *r) { return r->target; }
const char *hs_header(hs_request *r, const char *name) {
  return MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
}

void hs_remote(hs_request *r, char *text, size_t size) {
  text[0] = 0;
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (!info) return;
  const struct sockaddr *address = info->client_addr;
  socklen_t length = address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
  getnameinfo(address, length, text, (socklen_t)size, NULL, 0, NI_NUMERICHOST);
}

// MARK: Answers

static void deliver(hs_request *r, unsigned status, const char *const *headers, struct MHD_Response *response) {
  if (!response) return;
  for (; headers[0]; headers += 2) MHD_add_response_header(response, headers[0], headers[1]);
  pthread_mutex_lock(&r->lock);
  if (r->gone || r->answered) {
    pthread_mutex_unlock(&r->lock);
    MHD_destroy_response(response);
    return;
  }
  r->answered = 1;
  r->status = status;
  r->pending = response;
  if (r->suspended) {
    r->suspended = 0;
    MHD_resume_connection(r->connection);
  }
  pthread_mutex_unlock(&r->lock);
}

void hs_answer(hs_request *r, unsigned status, const char *const *headers, const void *bytes, size_t count) {
  deliver(r, status, headers, MHD_create_response_from_buffer(count, (void *)bytes, MHD_RESPMEM_MUST_COPY));
}

void hs_answer_file(hs_request *r, unsigned status, const char *const *headers, int file, uint64_t offset,
                    uint64_t count) {
  deliver(r, status, headers, MHD_create_response_from_fd_at_offset64(count, file, offset));
}

// MARK: Streams

static ssize_t read_stream(void *context, uint64_t position, char *out, size_t most) {
  (void)position;
  hs_request *r = context;
  ssize_t count = 0;
  pthread_mutex_lock(&r->lock);
  if (r->end > r->start) {
    count = (ssize_t)(r->end - r->start < most ? r->end - r->start : most);
    memcpy(out, r->buffer + r->start, (size_t)count);
    r->start += (size_t)count;
  } else if (r->ended) {
    count = MHD_CONTENT_READER_END_OF_STREAM;
  } else {
    // Returning 0 without suspending would mean being asked again at once, for ever.
    r->parked = 1;
    MHD_suspend_connection(r->connection);
  }
  pthread_mutex_unlock(&r->lock);
  return count;
}

static void free_stream(void *context) { hs_release(context); }

void hs_answer_stream(hs_request *r, unsigned status, const char *const *headers) {
  hs_retain(r);
  r->streams = 1;
  struct MHD_Response *response =
      MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 << 10, read_stream, r, free_stream);
  if (!response) hs_release(r);
  deliver(r, status, headers, response);
}

static void wake(hs_request *r) {
  if (!r->parked || r->gone) return;
  r->parked = 0;
  MHD_resume_connection(r->connection);
}

static int append(hs_request *r, const void *bytes, size_t count) {
  if (r->start > 0) {
    memmove(r->buffer, r->buffer + r->start, r->end - r->start);
    r->end -= r->start;
    r->start = 0;
  }
  if (r->end + count > hs_stream_limit) return -1;
  if (r->end + count > r->capacity) {
    size_t capacity = (r->end + count) * 2;
    char *larger = realloc(r->buffer, capacity);
    if (!larger) return -1;
    r->buffer = larger;
    r->capacity = capacity;
  }
  memcpy(r->buffer + r->end, bytes, count);
  r->end += count;
  return 0;
}

int hs_stream_send(hs_request *r, const void *bytes, size_t count) {
  pthread_mutex_lock(&r->lock);
  int result = r->gone || r->ended ? -1 : append(r, bytes, count);
  if (result != 0) r->ended = 1;
  wake(r);
  pthread_mutex_unlock(&r->lock);
  return result;
}

void hs_stream_end(hs_request *r) {
  pthread_mutex_lock(&r->lock);
  r->ended = 1;
  wake(r);
  pthread_mutex_unlock(&r->lock);
}

// MARK: The server

static void quiet(void *context, const char *format, va_list arguments) {
  (void)context, (void)format, (void)arguments;
}

static int fill_address(const char *text, uint16_t port, struct sockaddr_storage *out) {
  memset(out, 0, sizeof *out);
  struct sockaddr_in *four = (struct sockaddr_in *)out;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)out;
  if (inet_pton(AF_INET, text, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    return 1;
  }
  if (inet_pton(AF_INET6, text, &six->sin6_addr) != 1) return 0;
  six->sin6_family = AF_INET6;
  six->sin6_port = htons(port);
  return 1;
}

static struct MHD_Daemon *start_daemon(hs_server *s, hs_options o, struct sockaddr_storage *address) {
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  if (address->ss_family == AF_INET6) flags |= MHD_USE_IPv6;
  struct MHD_OptionItem items[] = {
      {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)quiet, NULL},
      {MHD_OPTION_SOCK_ADDR, 0, address},
      {MHD_OPTION_LISTENING_ADDRESS_REUSE, 1, NULL},
      {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
      {MHD_OPTION_THREAD_POOL_SIZE, 2, NULL},
      {MHD_OPTION_CONNECTION_LIMIT, o.connections, NULL},
      {MHD_OPTION_CONNECTION_TIMEOUT, o.timeout_s, NULL},
      {MHD_OPTION_CONNECTION_MEMORY_LIMIT, 128 << 10, NULL},
      {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)first_line, s},
      {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)completed, s},
      {o.key ? MHD_OPTION_HTTPS_MEM_KEY : MHD_OPTION_END, 0, (void *)o.key},
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)o.certificate},
      {MHD_OPTION_END, 0, NULL},
  };
  if (o.key) flags |= MHD_USE_TLS;
  return MHD_start_daemon(flags, o.port, NULL, NULL, handle, s, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

hs_server *hs_start(hs_options options, hs_callbacks callbacks) {
  struct sockaddr_storage address;
  if (!fill_address(options.address, options.port, &address)) {
    errno = EINVAL;
    return NULL;
  }
  hs_server *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->call = callbacks;
  pthread_mutex_init(&s->lock, NULL);
  errno = 0;
  s->daemon = start_daemon(s, options, &address);
  if (s->daemon) return s;
  int why = errno;
  free(s);
  errno = why;
  return NULL;
}

uint16_t hs_port(hs_server *s) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : 0;
}

// Streams end at once; what nobody answered within the grace is told so, because stopping with suspended connections
// is an error of the library's user.
static void release_waiting(hs_server *s, int all) {
  static const char *const none[] = {NULL};
  pthread_mutex_lock(&s->lock);
  for (hs_request *r = s->first; r; r = r->next) {
    if (r->streams) hs_stream_end(r);
    else if (all && r->finished) hs_answer(r, MHD_HTTP_SERVICE_UNAVAILABLE, none, "", 0);
  }
  pthread_mutex_unlock(&s->lock);
}

static int is_idle(hs_server *s) {
  pthread_mutex_lock(&s->lock);
  int idle = s->first == NULL;
  pthread_mutex_unlock(&s->lock);
  return idle;
}

void hs_stop(hs_server *s, unsigned grace_ms) {
  int listening = MHD_quiesce_daemon(s->daemon);
  for (unsigned waited = 0; waited < grace_ms && !is_idle(s); waited += 10) {
    release_waiting(s, 0);
    usleep(10000);
  }
  for (int turn = 0; turn < 100 && !is_idle(s); turn++) {
    release_waiting(s, 1);
    usleep(10000);
  }
  MHD_stop_daemon(s->daemon);
  if (listening >= 0) close(listening);
  pthread_mutex_destroy(&s->lock);
  free(s);
}
