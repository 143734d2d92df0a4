/// @file
/// The corpus check: what must hold of every exercise.

#include "corpus.hpp"

#include <cstdio>
#include <cstdlib>

int main() try {
    const char* root = std::getenv("GEMMLINGS_ROOT");
    const auto repository = Repository::read(root ? fs::absolute(root) : fs::current_path());
    Checks checks;
    check_metadata(repository, checks);
    check_layers(repository, checks);
    check_without_precompiled_headers(repository, checks);
    check_answers(repository, checks);
    check_with_nvcc(repository, checks);
    check_benches(repository, checks);
    return checks.close();
} catch (const std::exception& error) {
    std::printf("%s\n0 passed, 1 failed, 0 skipped\n", error.what());
    return 1;
}
