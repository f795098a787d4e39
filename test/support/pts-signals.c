/*
 * Gives pseudo-terminals the signals of a serial port: preloaded into a program, it answers the requests for DTR and RTS that Linux
 * refuses there, and tells each change as a datagram "<dtr> <rts>" to the port on loopback that PTS_SIGNALS_PORT names.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* As after opening a real port. */
static int signals = TIOCM_DTR | TIOCM_RTS;

static int is_pts(int fd) {
  char link[32], path[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strncmp(path, "/dev/pts/", 9) == 0;
}

static void tell(void) {
  const char *port = getenv("PTS_SIGNALS_PORT");
  int udp = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (port == NULL || udp < 0) return;
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  char text[8];
  int length = snprintf(text, sizeof text, "%d %d", (signals & TIOCM_DTR) != 0, (signals & TIOCM_RTS) != 0);
  sendto(udp, text, length, 0, (struct sockaddr *)&to, sizeof to);
  close(udp);
}

int ioctl(int fd, unsigned long request, ...) {
  static int (*next)(int, unsigned long, ...);
  va_list arguments;
  va_start(arguments, request);
  void *argument = va_arg(arguments, void *);
  va_end(arguments);
  if (next == NULL) next = dlsym(RTLD_NEXT, "ioctl");
  int ours = request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC;
  if (!ours || !is_pts(fd)) return next(fd, request, argument);
  int *bits = argument, before = signals;
  if (request == TIOCMGET) *bits = signals;
  else if (request == TIOCMSET) signals = *bits;
  else if (request == TIOCMBIS) signals |= *bits;
  else signals &= ~*bits;
  if (signals != before) tell();
  return 0;
}
