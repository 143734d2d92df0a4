#include "corpus.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <vector>

namespace {

/// A folder, and the beginnings of what its files may include in quotes; names without a slash are of their
/// own folder, or of their exercise.
struct Layer {
    const char* folder;
    std::vector<std::string> may_include;
};

const Layer layers[] = {
    {"chapters", {"matrix/", "cluster/comm.hpp"}},
    {"solutions", {"matrix/", "cluster/comm.hpp"}},
    {"lib/matrix", {"matrix/"}},
    {"lib/fibers", {"fibers/"}},
    {"lib/trace", {"trace/"}},
    {"lib/gpu", {"gpu/", "fibers/", "trace/", "matrix/half.hpp"}},
    {"lib/cluster", {"cluster/", "fibers/", "matrix/"}},
    {"lib/mpi", {"bench/clock.hpp", "cluster/", "mpi/"}},
    {"lib/judge", {"judge/", "matrix/", "trace/", "fibers/", "gpu/"}},
    {"lib/bench",
     {"bench/", "cluster/", "gpu/", "judge/device.hpp", "judge/guard.hpp", "judge/loading.hpp",
      "judge/source_lines.hpp", "matrix/", "trace/"}},
    {"lib/cli",
     {"cli/", "judge/families.hpp", "judge/in_words.hpp", "gpu/not_offered.hpp", "gpu/replaced.hpp",
      "gpu/rewriter.hpp", "trace/library_calls.hpp"}},
    {"tests/ch", {"bench/", "cluster/", "judge/", "matrix/", "mpi/"}},
};

std::vector<std::string> quoted_includes(const fs::path& file) {
    static const std::regex include("^\\s*#\\s*include\\s*\"([^\"]+)\"");
    std::ifstream text(file);
    std::vector<std::string> result;
    std::smatch match;
    for (std::string line; std::getline(text, line);)
        if (std::regex_search(line, match, include)) result.push_back(match[1]);
    return result;
}

bool allowed(const Layer& layer, const std::string& included) {
    if (included.find('/') == std::string::npos) return !std::string(layer.folder).starts_with("lib/");
    return std::any_of(layer.may_include.begin(), layer.may_include.end(),
                       [&](const auto& beginning) { return included.starts_with(beginning); });
}

bool is_source(const fs::path& file) {
    const auto extension = file.extension();
    return extension == ".cpp" || extension == ".hpp" || extension == ".cu" || extension == ".cuh";
}

/// Answers are students' files: they see what students see.
const Layer& layer_of(const Layer& found, const std::string& path) {
    const bool answer =
        path.find("/wrong/") != std::string::npos || path.find("/right/") != std::string::npos;
    return answer ? layers[0] : found;
}

} // namespace

void check_layers(const Repository& repository, Checks& checks) {
    for (const char* top : {"chapters", "solutions", "lib", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator(repository.root / top)) {
            if (!is_source(entry.path())) continue;
            const auto path = fs::relative(entry.path(), repository.root).string();
            for (const auto& layer : layers) {
                if (!path.starts_with(layer.folder)) continue;
                for (const auto& included : quoted_includes(entry.path()))
                    checks.that(allowed(layer_of(layer, path), included), path,
                                "includes \"" + included + "\", which is not for its layer");
            }
        }
}
