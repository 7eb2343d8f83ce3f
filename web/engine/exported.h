/* How a function becomes one that the page can call. */
#ifndef COHONG_WEB_EXPORTED_H
#define COHONG_WEB_EXPORTED_H

#define EXPORTED(name) __attribute__((export_name(#name))) name

#endif
