#include "cli/source_text.hpp"

#include "cli/files.hpp"
#include "gpu/rewriter.hpp"

namespace gemmlings {

namespace {

std::string readable_text(const fs::path& file) {
    if (const auto text = read_text(file)) return *text;
    throw MachineError(file.string() + " cannot be read.");
}

std::string numbered(const std::string& shown, const std::string& text) {
    return "#line 1 \"" + shown + "\"\n" + text + "\n";
}

std::string cuda_in_cpp(const fs::path& file, const std::string& shown) {
    return numbered(shown, gpu::rewritten(readable_text(file)));
}

/// @param shown  the folder's name in messages
void copy_headers_in_cpp(const fs::path& folder, const fs::path& shown, const fs::path& to) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const auto name = entry.path().filename();
        if (name.extension() == ".cuh" || name.extension() == ".hpp" || name.extension() == ".h")
            write_text(to / name, cuda_in_cpp(entry.path(), (shown / name).string()));
    }
}

} // namespace

std::string shown_name(const Repository& repository, const fs::path& file) {
    const auto relative = fs::absolute(file).lexically_normal().lexically_relative(repository.root);
    return relative.empty() || relative.string().starts_with("..") ? file.string() : relative.string();
}

std::string source_text(const Repository& repository, const Exercise& exercise, const fs::path& file,
                        const fs::path& folder) {
    const auto shown = shown_name(repository, file);
    if (!exercise.gpu) return numbered(shown, readable_text(file));
    for (const auto& beside : {repository.root / exercise.home(), fs::absolute(file).parent_path()})
        copy_headers_in_cpp(beside, shown_name(repository, beside), folder);
    return cuda_in_cpp(file, shown);
}

std::string cuda_text(const fs::path& file, const fs::path& folder) {
    copy_headers_in_cpp(file.parent_path(), "", folder);
    return cuda_in_cpp(file, file.filename().string());
}

} // namespace gemmlings
