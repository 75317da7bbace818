/* Adds four milliseconds to each sync: what a disk without a protected cache takes.
 * For both sides of a comparison, in the same run; loaded by bench/run.sh. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static void wait_for_disk(void) {
	struct timespec wait = {0, 4000000};
	nanosleep(&wait, 0);
}

int fdatasync(int fd) {
	wait_for_disk();
	return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd);
}

int fsync(int fd) {
	wait_for_disk();
	return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd);
}
