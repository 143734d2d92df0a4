#include "cli/workspace.hpp"

#include "cli/pristine.hpp"

#include <cstdlib>
#include <fmt/format.h>

namespace gemmlings {

namespace {

bool is_copy(const fs::path& folder) {
    return fs::is_directory(folder / "chapters") && fs::is_directory(folder / "lib" / "judge");
}

fs::path find_root() {
    if (const char* said = std::getenv("GEMMLINGS_ROOT"); said && *said) return said;
    for (auto folder = fs::current_path();; folder = folder.parent_path()) {
        if (is_copy(folder)) return folder;
        if (folder == folder.parent_path())
            throw UsageError(
                "This is not inside a copy of Gemmlings: change into its folder, or set GEMMLINGS_ROOT.");
    }
}

} // namespace

const fs::path& Workspace::root() {
    if (root_.empty()) root_ = find_root();
    return root_;
}

const Repository& Workspace::repository() {
    if (!repository_) {
        repository_ = Repository::read(root());
        snapshot_stubs(*repository_);
    }
    return *repository_;
}

Progress& Workspace::progress() {
    if (!progress_) {
        progress_ = Progress::load(root());
        if (!progress_->warning().empty()) fmt::print(stderr, "{}\n", progress_->warning());
    }
    return *progress_;
}

const Exercise& Workspace::exercise(const std::string& name) {
    if (!name.empty()) return repository().find(name);
    const auto* current = progress().current(repository());
    if (!current) throw UsageError("All exercises are passed: name the one you mean.");
    return *current;
}

} // namespace gemmlings
