#include "cli/suite.hpp"

#include "cli/process.hpp"
#include "cli/toolchain.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

namespace gemmlings {

namespace {

struct Counts {
    int passed = 0, failed = 0, skipped = 0;
};

/// The numbers of a test program's closing line; one failure if it has none.
Counts closing_line(const std::string& output) {
    Counts counts;
    const auto end = output.find_last_not_of('\n');
    const auto start = end == std::string::npos ? std::string::npos : output.rfind('\n', end);
    const auto line = output.substr(start == std::string::npos ? 0 : start + 1);
    if (std::sscanf(line.c_str(), "%d passed, %d failed, %d skipped", &counts.passed,
                    &counts.failed, // NOLINT
                    &counts.skipped) == 3)
        return counts;
    return {0, 1, 0};
}

Counts run_part(const Toolchain& toolchain, const Repository& repository, const std::string& part) {
    std::printf("--- tests/%s\n", part.c_str());
    std::fflush(stdout);
    const auto program = toolchain.build / "bin" / (part + "_tests");
    const auto finished =
        run({program.string()},
            {.folder = repository.root,
             .environment = {"GEMMLINGS_ROOT=" + repository.root.string(),
                             "GEMMLINGS_PROGRAM=" + (toolchain.build / "bin/gemmlings").string()},
             .seconds = 3600});
    std::fputs((finished.out + finished.err).c_str(), stdout);
    auto counts = closing_line(finished.out);
    if (!finished.ok() && counts.failed == 0) {
        std::printf("%s ended with exit code %d\n", program.c_str(), finished.code);
        counts.failed = 1;
    }
    return counts;
}

} // namespace

int run_suite(const Repository& repository, const std::vector<std::string>& only) {
    const auto toolchain = Toolchain::read(repository.root);
    std::puts("Building the tests …");
    std::fflush(stdout);
    const auto built =
        run({"cmake", "--build", toolchain.build.string(), "--target", "suite"}, {.seconds = 3600});
    if (!built.ok()) throw MachineError("The tests could not be built:\n" + built.out + built.err);
    Counts all;
    for (const std::string part : {"lib", "cli", "repo", "gpu"}) {
        if (!only.empty() && std::find(only.begin(), only.end(), part) == only.end()) continue;
        const auto counts = run_part(toolchain, repository, part);
        all.passed += counts.passed;
        all.failed += counts.failed;
        all.skipped += counts.skipped;
    }
    std::printf("%d passed, %d failed, %d skipped\n", all.passed, all.failed, all.skipped);
    return all.failed == 0 ? 0 : 1;
}

} // namespace gemmlings
