#include "cli/bench/program.hpp"
#include "cli/process.hpp"
#include "cli/toolchain.hpp"
#include "corpus.hpp"
#include "temporary_folder.hpp"

#include <nlohmann/json.hpp>

void check_benches(const Repository& repository, Checks& checks) {
    const auto program = gemmlings::Toolchain::read(repository.root).build / "bin/gemmlings";
    const TemporaryFolder folder;
    for (const auto& exercise : repository.exercises) {
        const auto what = gemmlings::what_is_measured(repository, exercise);
        if (!what) continue;
        const auto finished =
            gemmlings::run({program.string(), "bench", exercise.id(), "--quick", "--json", "--plot",
                            (folder.path / "picture.svg").string(), "--submission",
                            (repository.root / exercise.solution()).string()},
                           {.environment = {"GEMMLINGS_ROOT=" + repository.root.string()}});
        checks.that(finished.code == 0, exercise.id(), "cannot be measured:\n" + finished.out + finished.err);
        if (*what != gemmlings::Measured::times) continue;
        const auto report = nlohmann::json::parse(finished.out, nullptr, false);
        const bool traced = report.is_object() && report.value("no_traffic", "?").empty();
        checks.that(traced, exercise.id(), "its intensity is not measured:\n" + finished.out);
    }
}
