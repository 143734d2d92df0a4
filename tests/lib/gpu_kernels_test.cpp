/// @file
/// Small programs in CUDA C++, kernels/*.cu, each with what the simulator says of it. Its first line says
///     // @finds nothing        and test() returns 0: it has computed what it expects
///     // @finds race leak      these kinds of faults, and no others
///     // @nvcc --extended-lambda   what nvcc has to be told (tests/repo/with_nvcc.cpp)
///     // @refused SENTENCE     it does not compile, and this is all that is said
/// A line of which a fault is reported ends with "// <-", and no other line; if words follow, a report of
/// this line has them. Each program runs in every order of its threads, compiled by every compiler that is
/// there.

#include "judge/catch_seam.hpp"

#include "cli/files.hpp"
#include "cli/process.hpp"
#include "cli/submission.hpp"
#include "gpu/faults.hpp"
#include "gpu/session.hpp"
#include "workplace.hpp"

#include <dlfcn.h>
#include <link.h>
#include <map>
#include <set>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace gemmlings;
using namespace workplace;

namespace {

using Kinds = std::set<std::string>;
using Lines = std::map<int, std::string>; ///< by their number

struct Found {
    std::string kinds; ///< in alphabetical order, with spaces between
    std::string text;  ///< all sentences
    Lines lines;       ///< what is said about each
    int result = -1;   ///< what test() returned
};

/// What stands behind a mark in the first line.
std::string behind(const std::string& mark, const std::string& text) {
    return text.starts_with(mark) ? text.substr(mark.size(), text.find('\n') - mark.size()) : "";
}

std::string joined(const Kinds& kinds) {
    std::string result;
    for (const auto& kind : kinds) result += (result.empty() ? "" : " ") + kind;
    return result;
}

std::string expected_in(const std::string& text) {
    std::istringstream words(behind("// @finds ", text));
    Kinds kinds;
    for (std::string word; words >> word;) kinds.insert(word);
    return joined(kinds);
}

Lines marked_in(const std::string& text) {
    const std::string mark = "// <-";
    std::istringstream lines(text);
    Lines marked;
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        const auto at = line.find(mark);
        if (at == std::string::npos) continue;
        const auto words = line.find_first_not_of(' ', at + mark.size());
        marked[number] = words == std::string::npos ? "" : line.substr(words);
    }
    return marked;
}

/// In a process of its own: runs test() and says what was found.
[[noreturn]] void run_here(const fs::path& object, const gpu::Schedule& schedule, int out) {
    ::alarm(60);
    std::ostringstream said;
    void* handle = ::dlopen(object.c_str(), RTLD_NOW);
    if (!handle) {
        said << "-1\n0 0 not_loaded " << ::dlerror() << '\n';
    } else {
        const auto* map = static_cast<const link_map*>(handle);
        gpu::set_code(reinterpret_cast<const void*>(map->l_addr), std::size_t{1} << 24);
        gpu::begin_device(schedule);
        const int result = reinterpret_cast<int (*)()>(::dlsym(handle, "test"))();
        gpu::end_device();
        said << result << '\n';
        for (const auto& fault : gpu::take_faults())
            said << fault.code << ' ' << fault.other_code << ' ' << fault.kind << ' ' << fault.kernel << ": "
                 << fault.sentence << '\n';
    }
    write_all(out, said.str());
    ::_exit(0);
}

/// The lines of return addresses: those of the outermost function, as in a verdict. 0 for one in a header.
class Places {
  public:
    explicit Places(fs::path object) : object(std::move(object)) {}

    int line_of(gpu::CodeOffset code) {
        const auto [entry, fresh] = known.try_emplace(code, 0);
        if (fresh) entry->second = looked_up(code);
        return entry->second;
    }

    const fs::path object;

  private:
    std::map<gpu::CodeOffset, int> known;

    int looked_up(gpu::CodeOffset code) const {
        std::ostringstream address;
        address << "0x" << std::hex << code - 1;
        std::istringstream places(
            gemmlings::run({"addr2line", "-i", "-e", object.string(), address.str()}).out);
        std::string place;
        for (std::string line; std::getline(places, line);) place = line;
        const auto colon = place.rfind(':');
        const bool in_header = colon == std::string::npos || place.substr(0, colon).ends_with("h");
        return in_header ? 0 : std::atoi(place.c_str() + colon + 1);
    }
};

Found run_kernels(Places& places, const gpu::Schedule& schedule) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) run_here(places.object, schedule, ends[1]);
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
    gpu::CodeOffset code = 0, other = 0;
    for (std::string kind, said; lines >> code >> other >> kind && std::getline(lines, said);) {
        kinds.insert(kind);
        for (const auto place : {code, other})
            if (place) found.lines[places.line_of(place)] += said + "\n";
    }
    if (status != 0) kinds.insert("crashed");
    found.kinds = kinds.empty() ? "nothing" : joined(kinds);
    return found;
}

/// The compiler of the build, and the other one if it is there. @param folder  for its precompiled header
std::vector<Toolchain> compilers(const fs::path& folder) {
    const Toolchain own = Toolchain::read(root());
    std::vector<Toolchain> all{own};
    Toolchain other = own;
    other.clang = !own.clang;
    other.compiler = other.clang ? "clang++" : "g++";
    if (!find_program(other.compiler)) return all;
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
    other.gpu = (folder / (other.clang ? "gpu.pch" : "gpu.hpp.gch")).string();
    std::vector<std::string> command{other.compiler};
    command.insert(command.end(), other.flags.begin(), other.flags.end());
    command.insert(command.end(), other.gpu_flags.begin(), other.gpu_flags.end());
    command.insert(command.end(),
                   {"-x", "c++-header", (root() / "lib/gpu/warm.hpp").string(), "-o", other.gpu});
    REQUIRE(gemmlings::run(command).ok());
    all.push_back(other);
    return all;
}

void check_lines(const Lines& found, const Lines& marked) {
    for (const auto& [line, said] : found) {
        INFO("line " << line << ":" << said);
        CHECK(marked.count(line) == 1);
    }
    for (const auto& [line, words] : marked) {
        const auto said = found.find(line);
        INFO("line " << line << " is marked " << words);
        CHECK(said != found.end());
        if (said != found.end()) CHECK(said->second.find(words) != std::string::npos);
    }
}

void check_kernels(const fs::path& file, const Toolchain& toolchain) {
    const Workbench bench(toolchain);
    const auto compiled = compile_cuda(toolchain, file, bench);
    INFO(file.filename().string() << " with " << toolchain.compiler << "\n" << compiled.messages);
    const auto text = read(file), refused = behind("// @refused ", text);
    if (!refused.empty()) {
        CHECK_FALSE(compiled.complaint.empty());
        CHECK(compiled.messages.find(refused + "\n") != std::string::npos);
        CHECK(std::count(compiled.messages.begin(), compiled.messages.end(), '\n') == 1);
        return;
    }
    REQUIRE(compiled.complaint.empty());
    CHECK(compiled.messages.empty());
    const auto expected = expected_in(text);
    Places places(compiled.object);
    using Order = gpu::Schedule::Order;
    for (const auto order : {Order::ascending, Order::descending, Order::shuffled}) {
        const Found found = run_kernels(places, {.order = order, .seed = 7});
        INFO("order " << int(order) << ": " << found.text);
        CHECK(found.kinds == expected);
        if (expected == "nothing") CHECK(found.result == 0);
        check_lines(found.lines, marked_in(text));
    }
}

} // namespace

TEST_CASE("small CUDA programs: what they compute, and what is found in them") {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(root() / "tests/lib/kernels"))
        if (entry.path().extension() == ".cu") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() > 20);
    const Folder folder;
    for (const auto& toolchain : compilers(folder.path))
        for (const auto& file : files) check_kernels(file, toolchain);
}
