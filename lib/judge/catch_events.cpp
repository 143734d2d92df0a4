#include "judge/catch_seam.hpp"

#include <cstdio>

judge::CatchEvents& judge::catch_events() {
    static CatchEvents events;
    return events;
}

int& judge::skipped_cases() {
    static int count = 0;
    return count;
}

void judge::skip(const std::string& reason) {
    ++skipped_cases();
    std::printf("skipped: %s\n", reason.c_str());
}
