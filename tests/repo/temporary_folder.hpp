#pragma once
/// @file
/// A folder that is gone when it is not needed any more.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

struct TemporaryFolder {
    std::filesystem::path path;

    TemporaryFolder() {
        auto pattern = (std::filesystem::temp_directory_path() / "gemmlings-XXXXXX").string();
        if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder can be made");
        path = pattern;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};
