/// @file
/// Compilers that wait for the next save.

#include "judge/catch_seam.hpp"

#include "cli/files.hpp"
#include "cli/judging.hpp"
#include "cli/waiting_compiler.hpp"
#include "workplace.hpp"

#include <csignal>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <sys/wait.h>

using namespace gemmlings;
using namespace workplace;

namespace {

const Exercise& sgemm_naive() {
    const auto& exercise = repository().find("sgemm_naive");
    build_for(repository(), {&exercise});
    return exercise;
}

std::string solution() { return read(root() / sgemm_naive().solution()); }

/// Kills the processes that this one has started and that have a word on their command line; returns how
/// many.
int kill_children(const std::string& word) {
    int killed = 0;
    for (const auto& thread : fs::directory_iterator("/proc/self/task")) {
        std::istringstream children(read(thread.path() / "children"));
        for (pid_t child; children >> child;) {
            if (read("/proc/" + std::to_string(child) + "/cmdline").find(word) == std::string::npos) continue;
            siginfo_t end{};
            ::kill(child, SIGKILL);
            killed += ::waitid(P_PID, static_cast<id_t>(child), &end, WEXITED | WNOWAIT) == 0;
        }
    }
    return killed;
}

/// A build folder beside the real one, with a precompiled header of CUDA C++ of its own.
class OtherBuild {
  public:
    OtherBuild() {
        fs::create_symlink(real.build / "bin", folder.path / "bin");
        fs::create_directory(folder.path / "pch");
        fs::create_symlink(real.build / "pch/handle.o", folder.path / "pch/handle.o");
        fs::create_directories(modules.parent_path());
        fs::copy(real.build / "modules" / sgemm_naive().chapter / sgemm_naive().folder / "gpu", modules);
        write_flags();
        ::setenv("GEMMLINGS_BUILD", folder.path.c_str(), 1);
    }
    ~OtherBuild() {
        before ? ::setenv("GEMMLINGS_BUILD", before->c_str(), 1) : ::unsetenv("GEMMLINGS_BUILD");
    }
    OtherBuild(const OtherBuild&) = delete;
    OtherBuild& operator=(const OtherBuild&) = delete;

    /// Builds the precompiled header anew, with a line at its end, as a change of lib/gpu would.
    void precompile(const std::string& line) {
        // Beside the old one: clang would notice by itself that its text has changed.
        const auto source = folder.write("header" + std::to_string(++builds) + ".hpp",
                                         "#include \"gpu/warm.hpp\"\n" + line + "\n");
        std::vector<std::string> command{real.compiler};
        command.insert(command.end(), real.flags.begin(), real.flags.end());
        command.insert(command.end(), real.gpu_flags.begin(), real.gpu_flags.end());
        command.insert(command.end(), {"-w", "-x", "c++-header", source.string(), "-o", "new"});
        REQUIRE(run(command, {.folder = folder.path}).ok());
        fs::rename(folder.path / "new", header());
        write_text(modules / "built", std::to_string(builds));
    }

  private:
    const Toolchain real = Toolchain::read(root());
    const Folder folder;
    const fs::path modules = folder.path / "modules" / sgemm_naive().chapter / sgemm_naive().folder / "gpu";
    const std::optional<std::string> before = std::getenv("GEMMLINGS_BUILD")
                                                  ? std::optional<std::string>(std::getenv("GEMMLINGS_BUILD"))
                                                  : std::nullopt;
    int builds = 0;

    fs::path header() const { return folder.path / (real.clang ? "gpu.pch" : "gpu.hpp.gch"); }

    void write_flags() const {
        std::istringstream lines(read(real.build / "flags.txt"));
        std::string text;
        for (std::string line; std::getline(lines, line);)
            text += (line.starts_with("gpu ") ? "gpu " + header().string() : line) + "\n";
        folder.write("flags.txt", text);
    }
};

} // namespace

TEST_CASE("a compiler that waits gives a .cu file the messages that it would have otherwise") {
    const auto& exercise = sgemm_naive();
    const auto toolchain = Toolchain::read(root());
    const Folder folder;
    folder.write("own.cuh", "__device__ inline int one() {\n    int unused = 2;\n    return 1;\n}\n");
    const std::string broken =
        "#include \"own.cuh\"\n#include \"sgemm_naive.cuh\"\n__global__ void k() { return one() }\n";
    const auto file = folder.write("sgemm_naive.cu", broken);
    const Workbench bench(toolchain);
    const auto ordinary = compile(repository(), toolchain, exercise, file, bench);
    const auto waiting = WaitingCompiler(repository(), toolchain, exercise).finish(file);
    CHECK(ordinary.complaint == "Your file does not compile.");
    CHECK(waiting.complaint == ordinary.complaint);
    CHECK(waiting.messages == ordinary.messages);
    CHECK(waiting.messages.find(file.string() + ":3:") != std::string::npos);
    CHECK(waiting.messages.find((folder.path / "own.cuh").string() + ":2:") != std::string::npos);
}

TEST_CASE("a header that changes while a compiler waits is read as it is in the end") {
    const auto& exercise = sgemm_naive();
    const auto toolchain = Toolchain::read(root());
    const Folder folder;
    folder.write("own.cuh", "constexpr int answer = 41;\n");
    const auto file =
        folder.write("sgemm_naive.cu", "#include \"own.cuh\"\nstatic_assert(answer == 42);\n" + solution());
    WaitingCompiler waiting(repository(), toolchain, exercise);
    folder.write("own.cuh", "constexpr int answer = 42;\n");
    const auto compiled = waiting.finish(file);
    INFO(compiled.messages);
    CHECK(compiled.complaint.empty());
    CHECK(fs::exists(compiled.object));
}

TEST_CASE("a compiler that has read what was built again since waits in vain") {
    OtherBuild build;
    const Folder folder;
    const auto file = folder.write("sgemm_naive.cu", "static_assert(NEWEST == 2);\n" + solution());
    build.precompile("#define NEWEST 1");
    WarmJudge judge(repository(), sgemm_naive());
    const auto stale = judge.judge(file);
    CHECK(stale.compiler_messages.find("NEWEST") != std::string::npos);
    judge.prepare();
    build.precompile("#define NEWEST 2");
    const auto verdict = judge.judge(file);
    INFO(verdict.reason << verdict.compiler_messages);
    CHECK(verdict.outcome == Outcome::passed);
}

TEST_CASE("a compiler that was killed while it waited is not blamed on the file") {
    const auto toolchain = Toolchain::read(root());
    if (!toolchain.clang || !fs::exists("/proc/self/task")) return judge::skip("no compiler waits here");
    const Folder folder;
    const auto file = folder.write("sgemm_naive.cu", solution());
    WaitingCompiler waiting(repository(), toolchain, sgemm_naive());
    CHECK(kill_children("waiting.cpp") == 1);
    const auto compiled = waiting.finish(file);
    CHECK(compiled.complaint.empty());
}
