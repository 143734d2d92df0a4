/// @file
/// The solutions and all other right answers in CUDA C++, on the GPU of this machine: `gemmlings test gpu`
/// prints a table of them. A case that needs the simulator is counted apart; no other may fail. Without a GPU
/// there is nothing but the reason.

#include "cli/judging.hpp"
#include "cli/real_gpu.hpp"
#include "repo/checks.hpp"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <thread>
#include <vector>

namespace {

using namespace gemmlings;

/// As many at once: each call has a context of its own on the one GPU.
constexpr unsigned most_at_once = 4;

struct Answer {
    const Exercise* exercise;
    fs::path file; ///< from the root
};

std::vector<Answer> right_answers(const Repository& repository) {
    std::vector<Answer> answers;
    for (const auto& exercise : repository.exercises) {
        if (!exercise.gpu) continue;
        answers.push_back({&exercise, exercise.solution()});
        for (const auto& entry : fs::directory_iterator(repository.root / exercise.tests() / "right"))
            if (entry.path().extension() == ".cu")
                answers.push_back({&exercise, fs::relative(entry.path(), repository.root)});
    }
    return answers;
}

std::string first_complaint(const Verdict& verdict) {
    if (!verdict.reason.empty()) return verdict.reason + "\n" + verdict.compiler_messages;
    for (const auto& one : verdict.cases)
        for (const auto& failure : one.failures) return one.name + ": " + failure.sentence;
    return "no reason is given";
}

void print_row(const Answer& answer, const Verdict& verdict) {
    int passed = 0, open = 0;
    for (const auto& one : verdict.cases) {
        passed += one.passed ? 1 : 0;
        open += one.open.empty() ? 0 : 1;
    }
    const int failed = static_cast<int>(verdict.cases.size()) - passed - open;
    std::printf("%-76s %6d %6d %9d %7.1f\n", answer.file.c_str(), passed, failed, open,
                verdict.milliseconds / 1000);
    std::fflush(stdout);
}

void judge_answers(const Repository& repository, const RealGpu& gpu, Checks& checks) {
    std::printf("%s, compiled by nvcc for %s\n\n", gpu.name.c_str(), gpu.architecture.c_str());
    std::printf("%-76s %6s %6s %9s %7s\n", "answer", "passed", "failed", "simulator", "s");
    const auto answers = right_answers(repository);
    std::atomic<std::size_t> next = 0;
    std::mutex table;
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < std::clamp(std::thread::hardware_concurrency(), 1u, most_at_once); ++i)
        threads.emplace_back([&] {
            for (std::size_t mine; (mine = next++) < answers.size();) {
                const auto& [exercise, file] = answers[mine];
                const auto verdict =
                    judge_on_gpu(repository, *exercise, repository.root / file, gpu, 1).verdict;
                const std::lock_guard lock(table);
                print_row(answers[mine], verdict);
                checks.that(verdict.outcome == Outcome::passed, file.string(),
                            "must not fail on a GPU: " + first_complaint(verdict));
            }
        });
}

} // namespace

int main() try {
    const char* root = std::getenv("GEMMLINGS_ROOT");
    const auto repository = Repository::read(root ? fs::absolute(root) : fs::current_path());
    Checks checks;
    const auto gpu = find_gpu(repository);
    if (gpu.missing.empty())
        judge_answers(repository, gpu, checks);
    else
        checks.skip("right answers on a real GPU", gpu.missing);
    return checks.close();
} catch (const std::exception& error) {
    std::printf("%s\n0 passed, 1 failed, 0 skipped\n", error.what());
    return 1;
}
