/// @file
/// Small programs in CUDA C++, kernels/*.cu, each with what the simulator finds in it: in its first line,
/// "@finds nothing" or the kinds of faults. Each runs in every order of its threads, compiled by every
/// compiler that is there; a test() that returns 0 has computed what it expects.

#include "judge/catch_seam.hpp"

#include "cli/files.hpp"
#include "cli/submission.hpp"
#include "gpu/faults.hpp"
#include "gpu/session.hpp"
#include "workplace.hpp"

#include <dlfcn.h>
#include <link.h>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace gemmlings;
using namespace workplace;

namespace {

using Kinds = std::set<std::string>;

struct Found {
    std::string kinds; ///< in alphabetical order, with spaces between
    std::string text;  ///< all sentences
    int result = -1;   ///< what test() returned
};

Kinds expected_in(const std::string& text) {
    const std::string mark = "// @finds ";
    std::istringstream words(text.starts_with(mark) ? text.substr(mark.size(), text.find('\n') - mark.size())
                                                    : "");
    Kinds kinds;
    for (std::string word; words >> word;) kinds.insert(word);
    return kinds;
}

std::string joined(const Kinds& kinds) {
    std::string result;
    for (const auto& kind : kinds) result += (result.empty() ? "" : " ") + kind;
    return result;
}

/// In a process of its own: runs test() and says what was found.
[[noreturn]] void run_here(const fs::path& object, const gpu::Schedule& schedule, int out) {
    ::alarm(60);
    std::ostringstream said;
    void* handle = ::dlopen(object.c_str(), RTLD_NOW);
    if (!handle) {
        said << "-1\nnot_loaded " << ::dlerror() << '\n';
    } else {
        const auto* map = static_cast<const link_map*>(handle);
        gpu::set_code(reinterpret_cast<const void*>(map->l_addr), std::size_t{1} << 24);
        gpu::begin_device(schedule);
        const int result = reinterpret_cast<int (*)()>(::dlsym(handle, "test"))();
        gpu::end_device();
        said << result << '\n';
        for (const auto& fault : gpu::take_faults())
            said << fault.kind << ' ' << fault.kernel << ": " << fault.sentence << '\n';
    }
    write_all(out, said.str());
    ::_exit(0);
}

Found run_kernels(const fs::path& object, const gpu::Schedule& schedule) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) run_here(object, schedule, ends[1]);
    ::close(ends[1]);
    Found found;
    char buffer[4096];
    for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        found.text.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    std::istringstream lines(found.text);
    Kinds kinds;
    lines >> found.result;
    lines.ignore(1);
    for (std::string line; std::getline(lines, line);) kinds.insert(line.substr(0, line.find(' ')));
    if (status != 0) kinds.insert("crashed");
    found.kinds = kinds.empty() ? "nothing" : joined(kinds);
    return found;
}

/// The compiler of the build, and the other one if it is there, which has no precompiled header.
std::vector<Toolchain> compilers() {
    const Toolchain own = Toolchain::read(root());
    std::vector<Toolchain> all{own};
    Toolchain other = own;
    other.clang = !own.clang;
    other.compiler = other.clang ? "clang++" : "g++";
    if (!find_program(other.compiler)) return all;
    other.gpu.clear();
    other.flags = {"-std=c++20", "-fPIC", "-O0", "-I" + (root() / "lib").string()};
    other.gpu_flags = {"-fsanitize=thread", "-g1", "-Wno-sign-compare", "-Wno-unknown-pragmas",
                       "-I" + (root() / "lib/gpu/include").string()};
    const std::vector<std::string> more =
        other.clang
            ? std::vector<std::string>{"-Wno-deprecated-volatile",           "-mllvm",
                                       "-tsan-instrument-read-before-write", "-mllvm",
                                       "-tsan-distinguish-volatile",         "-mllvm",
                                       "-tsan-instrument-func-entry-exit=0"}
            : std::vector<std::string>{"-Wno-volatile", "-Wno-class-memaccess",
                                       "--param=tsan-distinguish-volatile=1",
                                       "--param=tsan-instrument-func-entry-exit=0", "-fno-gnu-unique"};
    other.gpu_flags.insert(other.gpu_flags.end(), more.begin(), more.end());
    all.push_back(other);
    return all;
}

void check_kernels(const fs::path& file, const Toolchain& toolchain) {
    const Workbench bench(toolchain);
    const auto compiled = compile_cuda(toolchain, file, bench);
    INFO(file.filename().string() << " with " << toolchain.compiler << "\n" << compiled.messages);
    REQUIRE(compiled.complaint.empty());
    CHECK(compiled.messages.empty());
    const auto expected = joined(expected_in(read(file)));
    using Order = gpu::Schedule::Order;
    for (const auto order : {Order::ascending, Order::descending, Order::shuffled}) {
        const Found found = run_kernels(compiled.object, {.order = order, .seed = 7});
        INFO("order " << int(order) << ": " << found.text);
        CHECK(found.kinds == expected);
        if (expected == "nothing") CHECK(found.result == 0);
    }
}

} // namespace

TEST_CASE("small CUDA programs: what they compute, and what is found in them") {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root() / "tests/lib/kernels"))
        if (entry.path().extension() == ".cu") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() > 20);
    for (const auto& toolchain : compilers())
        for (const auto& file : files) check_kernels(file, toolchain);
}
