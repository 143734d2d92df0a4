#include "workplace.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace workplace {

using namespace gemmlings;

fs::path root() {
    const char* root = std::getenv("GEMMLINGS_ROOT");
    return root ? fs::path(root) : fs::current_path();
}

const Repository& repository() {
    static const auto repository = Repository::read(root());
    return repository;
}

const Exercise& is_linear() {
    static const bool built = (build_for(repository(), {&repository().find("is_linear")}), true);
    (void)built;
    return repository().find("is_linear");
}

Folder::Folder() {
    auto pattern = (fs::temp_directory_path() / "gemmlings_XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no folder can be made for a test");
    path = pattern;
}

Folder::~Folder() { fs::remove_all(path); }

fs::path Folder::write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name) << text;
    return path / name;
}

std::string read(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (auto mine = next++; mine < count; mine = next++) work(mine);
        });
}

void adopt_orphans() {
#ifdef __linux__
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

std::size_t children() {
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    std::size_t count = 0;
    std::error_code none;
    for (const auto& thread : fs::directory_iterator("/proc/self/task", none)) {
        std::ifstream list(thread.path() / "children");
        for (int child; list >> child;) ++count;
    }
    return count;
}

std::string in_words(const Verdict& verdict) {
    std::string text = verdict.reason + "\n";
    for (const auto& one : verdict.cases)
        for (const auto& failure : one.failures) text += failure.sentence + "\n";
    return text;
}

} // namespace workplace
