/// @file
/// From a saved file to the verdict: our way beside the layout that a course would otherwise pick, in one
/// run, the variants taking turns; medians and ratios. `build/bin/latency cpp|cuda [ROUNDS]` prints the
/// tables of docs/performance.md.

#include "bench/clock.hpp"
#include "cli/files.hpp"
#include "cli/judging.hpp"
#include "cli/process.hpp"
#include "cli/toolchain.hpp"
#include "cli/waiting_compiler.hpp"
#include "judge/submit.hpp"
#include "matrix/maps.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "../../chapters/ch04_linear_maps/110_is_linear/is_linear.hpp"

namespace {

using namespace gemmlings;
using bench::median, bench::milliseconds;

void must(const Finished& finished) {
    if (finished.ok()) return;
    std::fprintf(stderr, "%s%s", finished.out.c_str(), finished.err.c_str());
    std::exit(1);
}

void must_be(Outcome outcome, const Verdict& verdict) {
    if (verdict.outcome == outcome) return;
    std::fprintf(stderr, "%s\n%s", verdict.reason.c_str(), verdict.compiler_messages.c_str());
    std::exit(1);
}

/// The other layout, configured in the build folder; the text of the exercise is what changes.
class OtherLayout {
  public:
    OtherLayout(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                const std::string& name, const std::vector<std::string>& options)
        : source(toolchain.build / "bench" / name / "source"),
          build(toolchain.build / "bench" / name / "build") {
        fs::create_directories(source);
        for (const auto& entry : fs::directory_iterator(repository.root / "tests/bench/other_layout"))
            fs::copy_file(entry, source / entry.path().filename(), fs::copy_options::overwrite_existing);
        std::vector<std::string> command{"cmake",
                                         "-S",
                                         source.string(),
                                         "-B",
                                         build.string(),
                                         "-G",
                                         "Ninja",
                                         "-DEXERCISE=" + (repository.root / exercise.home()).string(),
                                         "-DLIBRARY=" + (repository.root / "lib").string()};
        command.insert(command.end(), options.begin(), options.end());
        save(read_text(repository.root / exercise.solution()).value_or(""));
        must(run(command));
        must(verdict());
    }

    void save(const std::string& text) { write_text(source / "is_linear.cpp", text); }
    Finished verdict() { return run({"cmake", "--build", build.string()}); }

  private:
    fs::path source, build;
};

/// The median time of a call in a worker of its own, in a runner that has loaded the solution.
double isolated_call(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise) {
    const auto module = toolchain.build / "modules" / exercise.chapter / exercise.folder;
    const auto object = toolchain.build / "bench" / "solution.so";
    must(run({toolchain.compiler, "-shared", "-fPIC", "-std=c++20", "-O0", "-DARMA_DONT_USE_WRAPPER",
              "-I" + (repository.root / "lib").string(), "-I" + (repository.root / exercise.home()).string(),
              (repository.root / exercise.solution()).string(), "-o", object.string()}));
    auto& session = judge::Session::current();
    session.settings.runner = (toolchain.build / "bin/runner").string();
    session.settings.calls = (module / "calls.so").string();
    session.settings.submission = object.string();
    const auto identity = judge::callback<Map>("affine", arma::mat(3, 3, arma::fill::eye), arma::vec(3));
    std::vector<double> times;
    for (int i = 0; i < 500; ++i)
        times.push_back(milliseconds(
            [&] { judge::submit(CALL(is_linear), identity, arma::uword(3), 1e-9, arma::uword(1)); }));
    return median(times);
}

/// Long enough for a waiting compiler and a waiting judge to have read what they can.
void let_them_get_ready() { std::this_thread::sleep_for(std::chrono::seconds(1)); }

// ---- CUDA C++ --------------------------------------------------------------------------------------------

/// A file that is saved, again and again.
struct CudaFile {
    std::string name;
    const Exercise& exercise;
    std::string text;
    Outcome outcome = Outcome::passed;
};

/// Every solution, and one in which a barrier is missing.
std::vector<CudaFile> cuda_files(const Repository& repository) {
    std::vector<CudaFile> files;
    for (const auto& exercise : repository.exercises) {
        if (!exercise.gpu) continue;
        const auto solution = read_text(repository.root / exercise.solution()).value_or("");
        files.push_back({exercise.slug, exercise, solution});
        if (exercise.slug != "sgemm_shared") continue;
        auto without = solution;
        const std::string barrier = "__syncthreads();";
        without.erase(without.find(barrier), barrier.size());
        files.push_back({exercise.slug + " without its first barrier", exercise, without, Outcome::failed});
    }
    return files;
}

/// One line of the table: the whole way in watch, the compiler's part of it, `check`, and nvcc's compilation.
void time_cuda_file(const Repository& repository, const Toolchain& toolchain, const CudaFile& cuda,
                    const std::string& nvcc, int rounds) {
    const auto& exercise = cuda.exercise;
    build_for(repository, {&exercise});
    const auto file = toolchain.build / "bench" / exercise.file_name();
    const std::vector<std::string> check{(toolchain.build / "bin/gemmlings").string(), "check",
                                         exercise.stub().string(), "--submission", file.string()};
    const std::vector<std::string> compile{nvcc,
                                           "-std=c++17",
                                           "-I" + (repository.root / exercise.home()).string(),
                                           "-I" + (repository.root / "lib").string(),
                                           "-c",
                                           file.string(),
                                           "-o",
                                           file.string() + ".o"};
    WarmJudge warm(repository, exercise);
    std::map<std::string, std::vector<double>> times;
    for (int round = -1; round < rounds; ++round) {
        write_text(file, cuda.text + "// round " + std::to_string(round) + "\n");
        WaitingCompiler compiler(repository, toolchain, exercise);
        warm.prepare();
        let_them_get_ready();
        const std::map<std::string, std::function<void()>> variants = {
            {"watch", [&] { must_be(cuda.outcome, warm.judge(file)); }},
            {"compiler", [&] { compiler.finish(file); }},
            {"check", [&] { run(check, {.folder = repository.root}); }},
            {"nvcc", [&] {
                 if (!nvcc.empty()) must(run(compile));
             }}};
        for (const auto& [name, work] : variants) {
            const double time = milliseconds(work);
            if (round >= 0) times[name].push_back(time);
        }
    }
    std::printf("| %s | %.0f | %.0f | %.0f | ", cuda.name.c_str(), median(times["watch"]),
                median(times["compiler"]), median(times["check"]));
    std::printf(nvcc.empty() ? "|\n" : "%.0f |\n", median(times["nvcc"]));
    std::fflush(stdout);
}

void time_cuda(const Repository& repository, const Toolchain& toolchain, int rounds) {
    const auto nvcc = find_program("nvcc").value_or(
        fs::exists("/usr/local/cuda/bin/nvcc") ? "/usr/local/cuda/bin/nvcc" : "");
    std::puts("\n| CUDA C++, ms | watch | compiler and linker in it | check | nvcc -c |");
    std::puts("|---|---|---|---|---|");
    for (const auto& file : cuda_files(repository))
        time_cuda_file(repository, toolchain, file, nvcc.string(), rounds);
}

// ---- C++ -------------------------------------------------------------------------------------------------

void time_cpp(const Repository& repository, const Toolchain& toolchain, int rounds) {
    const auto& exercise = repository.find("is_linear");
    build_for(repository, {&exercise});
    const auto solution = read_text(repository.root / exercise.solution()).value_or("");
    const auto file = toolchain.build / "bench" / "is_linear.cpp";
    const auto program = (toolchain.build / "bin/gemmlings").string();
    const RunOptions here{.folder = repository.root,
                          .environment = {"GEMMLINGS_ROOT=" + repository.root.string()}};

    OtherLayout plain(repository, toolchain, exercise, "plain", {"-DCMAKE_BUILD_TYPE=Debug"});
    OtherLayout precompiled(repository, toolchain, exercise, "precompiled",
                            {"-DCMAKE_BUILD_TYPE=Debug", "-DPRECOMPILED=ON"});
    WarmJudge warm(repository, exercise);
    const std::map<std::string, std::function<void()>> variants = {
        {"other layout", [&] { must(plain.verdict()); }},
        {"other layout, Armadillo precompiled", [&] { must(precompiled.verdict()); }},
        {"gemmlings check",
         [&] {
             must(run({program, "check", "is_linear", "--submission", file.string()}, here));
         }},
        {"gemmlings watch", [&] { must_be(Outcome::passed, warm.judge(file)); }},
        {"gemmlings check, compile error",
         [&] {
             run({program, "check", "is_linear", "--submission", (file.string() + ".broken.cpp")}, here);
         }},
        {"gemmlings (no terminal)", [&] { run({program}, here); }},
        {"gemmlings list",
         [&] {
             must(run({program, "list"}, here));
         }},
    };
    std::map<std::string, std::vector<double>> times;
    for (int round = -1; round < rounds; ++round) {
        const auto text = solution + "// round " + std::to_string(round) + "\n";
        plain.save(text);
        precompiled.save(text);
        write_text(file, text);
        write_text(file.string() + ".broken.cpp", text + "int broken( {\n");
        for (const auto& [name, work] : variants) {
            warm.prepare();
            let_them_get_ready();
            const double time = milliseconds(work);
            if (round >= 0) times[name].push_back(time);
        }
    }
    const double other = median(times["other layout"]),
                 with_header = median(times["other layout, Armadillo precompiled"]);
    std::printf("%s, medians of %d rounds\n\n", toolchain.name().c_str(), rounds);
    std::puts("| from the saved file to the verdict | ms | other layout ÷ it | other layout with precompiled "
              "header ÷ it |");
    std::puts("|---|---|---|---|");
    for (const auto& [name, values] : times)
        std::printf("| %s | %.0f | %.1f | %.1f |\n", name.c_str(), median(values), other / median(values),
                    with_header / median(values));
    std::printf("| one isolated call | %.2f | | |\n", isolated_call(repository, toolchain, exercise));
}

} // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if (what != "cpp" && what != "cuda") {
        std::fputs("usage: latency cpp|cuda [ROUNDS], from the root of the repository\n", stderr);
        return 2;
    }
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
    const auto repository = Repository::read(fs::current_path());
    const auto toolchain = Toolchain::read(repository.root);
    (what == "cpp" ? time_cpp : time_cuda)(repository, toolchain, rounds);
}
