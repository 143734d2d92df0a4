/// @file
/// What the checks of kernels cost: four kernels, with all checks, with each switched off, and with measures.
/// Process CPU time in milliseconds, medians, the variants taking turns. `build/bin/gpu_bench [ROUNDS]`.

#include "bench/clock.hpp"
#include "cli/repository.hpp"
#include "cli/submission.hpp"
#include "cli/toolchain.hpp"
#include "gpu/checks.hpp"
#include "gpu/faults.hpp"
#include "gpu/measures.hpp"
#include "gpu/session.hpp"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace gemmlings;

struct Variant {
    const char* name;
    gpu::Checks checks;
    bool measured;
};
constexpr Variant variants[] = {{"all checks", {true, true}, false},
                                {"without initialisation", {false, true}, false},
                                {"without races", {true, false}, false},
                                {"bounds only", {false, false}, false},
                                {"all checks, measured", {true, true}, true}};

/// One run of a program's test() on a fresh device.
double run(int (*test)(), const Variant& variant) {
    gpu::set_checks(variant.checks);
    gpu::measure(variant.measured);
    gpu::begin_device({});
    const double start = bench::cpu_now();
    const int result = test();
    const double time = 1e3 * (bench::cpu_now() - start);
    gpu::end_device();
    gpu::take_measures();
    if (result != 0 || !gpu::take_faults().empty()) std::exit(1);
    return time;
}

int (*loaded(const Toolchain& toolchain, const fs::path& file, const Workbench& bench))() {
    const auto compiled = compile_cuda(toolchain, file, bench);
    std::fputs(compiled.messages.c_str(), stderr);
    void* handle = ::dlopen(compiled.object.c_str(), RTLD_NOW);
    if (!handle) std::exit(1);
    return reinterpret_cast<int (*)()>(::dlsym(handle, "test"));
}

} // namespace

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 11;
    const auto root = fs::current_path();
    const auto toolchain = Toolchain::read(root);
    std::printf("| ms |");
    for (const auto& variant : variants) std::printf(" %s |", variant.name);
    std::printf("\n|-|-|-|-|-|-|\n");
    for (const char* name : {"vadd", "tiled", "shared_reduction", "shuffle_reduction"}) {
        const Workbench bench(toolchain);
        const auto test =
            loaded(toolchain, root / "tests/bench/kernels" / (std::string(name) + ".cu"), bench);
        std::map<const char*, std::vector<double>> times;
        for (int round = 0; round < rounds; ++round)
            for (const auto& variant : variants) times[variant.name].push_back(run(test, variant));
        std::printf("| %s |", name);
        for (const auto& variant : variants) std::printf(" %.0f |", bench::median(times[variant.name]));
        std::printf("\n");
        std::fflush(stdout);
    }
}
