#include "gpu/printing.hpp"

#include "gpu/events.hpp"

#include <cstdarg>
#include <cstdio>
#include <string>

namespace gpu {

namespace {

/// A kernel that prints for ever is stopped by its time, not by the memory.
constexpr std::size_t most_bytes = std::size_t{1} << 20;
std::string printed;

void print(const char* text, std::size_t size) {
    if (printed.size() + size <= most_bytes) printed.append(text, size);
}

} // namespace

void flush_printed() {
    std::fwrite(printed.data(), 1, printed.size(), stdout);
    printed.clear();
}

} // namespace gpu

// The linker turns a submission's calls of NAME into calls of __wrap_NAME; compilers make puts() and
// putchar() of simple calls of printf().
extern "C" {

int __wrap_printf(const char* format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int size = 0;
    if (gpu::running) {
        size = std::vsnprintf(nullptr, 0, format, arguments);
        std::string text(size > 0 ? static_cast<std::size_t>(size) + 1 : 1, '\0');
        std::vsnprintf(text.data(), text.size(), format, again);
        gpu::print(text.data(), text.size() - 1);
    } else {
        size = std::vprintf(format, arguments);
    }
    va_end(again);
    va_end(arguments);
    return size;
}

int __wrap_puts(const char* text) { return __wrap_printf("%s\n", text); }

int __wrap_putchar(int c) { return __wrap_printf("%c", c); }

} // extern "C"
