#include "judge/in_words.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <string_view>

namespace judge {

namespace {

std::string demangled(const std::string& symbol) {
    int status = 0;
    char* readable = abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status);
    const std::string result = status == 0 ? readable : symbol;
    std::free(readable);
    return result;
}

} // namespace

std::string signal_in_words(int signal) {
    switch (signal) {
    case SIGSEGV:
        return "a segmentation fault: memory was used that does not belong to it";
    case SIGBUS:
        return "a bus error: memory was used that is not there";
    case SIGFPE:
        return "an arithmetic fault: an integer was divided by 0";
    case SIGILL:
        return "an illegal instruction: a function that returns a value ended without a return";
    case SIGABRT:
        return "abort(): an assertion, a damaged heap, or an exception thrown where none may be";
    case SIGTRAP:
        return "a trap: the compiler proved that this point cannot be reached in a right program";
    case SIGKILL:
        return "a kill: by itself, or because the memory of the machine was used up";
    default:
        return std::string("signal ") + ::strsignal(signal);
    }
}

std::string why_not_loaded(const std::string& message) {
    constexpr std::string_view words = "undefined symbol: ";
    const auto at = message.find(words);
    if (at == std::string::npos) return "Your code could not be loaded: " + message;
    auto symbol = message.substr(at + words.size());
    symbol = symbol.substr(0, symbol.find_first_of(" \n,"));
    return "Your file does not define " + demangled(symbol) +
           ". Is it there, with exactly the parameters that the header declares?";
}

} // namespace judge
