#include "cli/real_gpu.hpp"

#include "cli/judging.hpp"
#include "cli/process.hpp"
#include "cli/text.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

namespace gemmlings {

namespace {

/// Why the driver's library cannot be loaded; empty if it can. It is not initialised thereby.
std::string why_no_driver() {
    void* library = ::dlopen("libcuda.so.1", RTLD_LAZY);
    if (!library) return fmt::format("there is no NVIDIA driver here ({})", ::dlerror());
    ::dlclose(library);
    return "";
}

} // namespace

RealGpu find_gpu(const Repository& repository) try {
    if (Toolchain::read(repository.root).nvcc.empty())
        return {.missing = "there is no CUDA toolkit here, or it was installed after the build was set up"};
    if (const auto why = why_no_driver(); !why.empty()) return {.missing = why};
    const auto asked = run({build_device_runner(repository).string(), "--device"});
    const auto said = lines_of(asked.out);
    if (asked.ok() && said.size() == 2) return {said[0], said[1], ""};
    return {.missing = "CUDA finds no GPU: " + (said.empty() ? asked.err : said[0])};
} catch (const MachineError& error) {
    return {.missing = error.what()};
}

GpuReport judge_on_gpu(const Repository& repository, const Exercise& exercise, const fs::path& file,
                       const RealGpu& gpu, std::uint64_t seed) try {
    if (!gpu.missing.empty()) return {gpu};
    build_for_gpu(repository, exercise);
    return {gpu, judge_file(repository, exercise, file, {.seed = seed, .gpu = &gpu})};
} catch (const MachineError& error) {
    return {gpu, not_judged(exercise, error.what())};
}

int GpuReport::exit_code() const {
    if (!gpu.missing.empty() || verdict.outcome == Outcome::not_judged) return 3;
    return verdict.outcome == Outcome::passed ? 0 : 1;
}

} // namespace gemmlings
