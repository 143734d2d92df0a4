#include "cli/toolchain.hpp"

#include "cli/files.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace gemmlings {

Toolchain Toolchain::read(const fs::path& root) {
    Toolchain result;
    const char* other = std::getenv("GEMMLINGS_BUILD"); // to test the suite with another compiler
    result.build = other ? fs::absolute(other) : root / "build";
    std::ifstream file(result.build / "flags.txt");
    if (!file)
        throw MachineError(
            "The build folder is not set up: start ./gemmlings in the folder of the repository.");
    for (std::string line; std::getline(file, line);) {
        const auto space = line.find(' ');
        if (space == std::string::npos) continue;
        const auto key = line.substr(0, space), value = line.substr(space + 1);
        if (key == "compiler")
            result.compiler = value;
        else if (key == "linker")
            result.linker = value;
        else if (key == "mpirun")
            result.mpirun = value;
        else if (key == "nvcc")
            result.nvcc = value;
        else if (key == "nvcc-version")
            result.nvcc_version = value;
        else if (key == "nvcc-libraries")
            result.nvcc_libraries = value;
        else if (key == "version")
            result.version = value;
        else if (key == "kind")
            result.clang = value.find("Clang") != std::string::npos;
        else if (key == "armadillo")
            result.armadillo = value;
        else if (key == "views")
            result.views = value;
        else if (key == "instrumented")
            result.instrumented = value;
        else if (key == "gpu")
            result.gpu = value;
        else if (key == "cublas")
            result.cublas = value;
        else if (key == "gpu-flag")
            result.gpu_flags.push_back(value);
        else if (key == "flag")
            result.flags.push_back(value);
        else if (key == "instrumentation")
            result.instrumentation.push_back(value);
        else if (key == "optimization")
            result.optimization.push_back(value);
    }
    return result;
}

namespace {

/// Whether an exercise's header has one of these texts in it.
bool includes(const Repository& repository, const Exercise& exercise,
              const std::vector<std::string_view>& signs) {
    const auto text = read_text(repository.root / exercise.header()).value_or("");
    return std::any_of(signs.begin(), signs.end(),
                       [&](std::string_view sign) { return text.find(sign) != std::string::npos; });
}

} // namespace

bool uses_armadillo(const Repository& repository, const Exercise& exercise) {
    return includes(repository, exercise, {"<armadillo>", "matrix/maps.hpp", "matrix/tools.hpp"});
}

bool uses_cublas(const Repository& repository, const Exercise& exercise) {
    return includes(repository, exercise, {"<cublas_v2.h>"});
}

} // namespace gemmlings
