#pragma once
/// @file
/// What the system says of a program that went wrong, in words for the one who wrote it.

#include <string>

namespace judge {

/// What ends a process by this signal, and what usually is the cause: "a segmentation fault: …".
std::string signal_in_words(int signal);

/// Why a submission cannot be loaded, from what dlerror() says ("…: undefined symbol: _Z1fi"): a sentence.
std::string why_not_loaded(const std::string& message);

} // namespace judge
