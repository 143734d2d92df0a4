#include "checks.hpp"

#include <cstdio>

void Checks::that(bool holds, const std::string& subject, const std::string& otherwise) {
    const std::lock_guard lock(mutex);
    ++(holds ? passed : failed);
    if (!holds) std::printf("%s: %s\n", subject.c_str(), otherwise.c_str());
}

void Checks::skip(const std::string& subject, const std::string& reason) {
    const std::lock_guard lock(mutex);
    ++skipped;
    std::printf("skipped: %s: %s\n", subject.c_str(), reason.c_str());
}

int Checks::close() const {
    std::printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
    return failed == 0 ? 0 : 1;
}
