#pragma once
/// @file
/// Marks of functions in headers whose accesses are not a kernel's.

/// For functions whose only memory is their own stack: a kernel's accesses are announced, these are not.
#define GPU_UNSEEN __attribute__((no_sanitize_thread)) inline

/// The function that calls a kernel: it reads the arguments of the launch, which lie in no memory of the
/// device's.
#define GPU_LAUNCHED __attribute__((no_sanitize_thread))

/// For functions that read or write an object of the caller's: its accesses are announced as the caller's
/// own. clang also gives them the caller's line; with g++ it is the place where the header's line was
/// inlined.
#ifdef __clang__
#define GPU_IN_PLACE __attribute__((always_inline, nodebug)) inline
#else
#define GPU_IN_PLACE __attribute__((always_inline, artificial)) inline
#endif
