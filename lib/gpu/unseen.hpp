#pragma once
/// @file
/// Marks of functions in headers whose accesses are not a kernel's.

/// For functions whose only memory is their own stack: a kernel's accesses are announced, these are not.
#define GPU_UNSEEN __attribute__((no_sanitize_thread)) inline

/// The function that calls a kernel: it reads the arguments of the launch, which lie in no memory of the
/// device's.
#define GPU_LAUNCHED __attribute__((no_sanitize_thread))
