/// @file
/// Runs the tests of the libraries or of the command, and ends with a line that counts them.

#define CATCH_CONFIG_RUNNER
#include "judge/catch_seam.hpp"

#include <cstdio>

using judge::Listener;
CATCH_REGISTER_LISTENER(Listener)

int main(int argc, char** argv) {
    int passed = 0, failed = 0;
    judge::catch_events().case_ends = [&](bool held) { ++(held ? passed : failed); };
    const int code = Catch::Session().run(argc, argv);
    const int skipped = judge::skipped_cases();
    std::printf("%d passed, %d failed, %d skipped\n", passed - skipped, failed, skipped);
    return code != 0;
}
