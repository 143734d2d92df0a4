#include "cli/hints.hpp"
#include "corpus.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace {

using gemmlings::Planned;

/// Every planned exercise by its id.
std::map<std::string, Planned> planned_exercises(const Repository& repository) {
    std::map<std::string, Planned> result;
    for (const auto& chapter : repository.chapters)
        for (const auto& planned : chapter.map) result[chapter.folder + "/" + planned.folder] = planned;
    return result;
}

bool reaches(const std::map<std::string, Planned>& map, const std::string& from, const std::string& to,
             std::set<std::string>& seen) {
    if (!seen.insert(from).second) return false;
    const auto found = map.find(from);
    if (found == map.end()) return false;
    const auto& before = found->second.requires_;
    return std::any_of(before.begin(), before.end(),
                       [&](const auto& id) { return id == to || reaches(map, id, to, seen); });
}

void check_map(const std::map<std::string, Planned>& map, Checks& checks) {
    for (const auto& [id, planned] : map) {
        for (const auto& required : planned.requires_)
            checks.that(map.contains(required), id,
                        "the chapter's map requires " + required + ", which no map knows");
        std::set<std::string> seen;
        checks.that(!reaches(map, id, id, seen), id, "the chapter's map makes it a prerequisite of itself");
    }
}

void check_header(const Exercise& exercise, const std::map<std::string, Planned>& map, Checks& checks) {
    const auto id = exercise.id();
    checks.that(!exercise.title.empty(), id, "the header has no @exercise{slug, title}");
    checks.that(exercise.points > 0, id, "the header has no @points{n}");
    checks.that(exercise.stars >= 1 && exercise.stars <= 5, id, "the header has no @stars{1 to 5}");
    if (exercise.variant) return; // the map names the exercise that it is a variant of
    const auto row = map.find(id);
    checks.that(row != map.end(), id, "the chapter's map does not know it");
    if (row == map.end()) return;
    checks.that(row->second.title == exercise.title, id,
                "its title is \"" + exercise.title + "\" in the header and \"" + row->second.title +
                    "\" in the chapter's map");
    auto in_header = exercise.requires_, in_map = row->second.requires_;
    std::sort(in_header.begin(), in_header.end());
    std::sort(in_map.begin(), in_map.end());
    checks.that(in_header == in_map, id, "header and chapter's map disagree about its prerequisites");
}

void check_hints(const Repository& repository, const Exercise& exercise, Checks& checks) {
    const auto hints = gemmlings::read_hints(repository.root / exercise.hints());
    checks.that(hints.size() == 3, exercise.id(), "hints.md must have the headings ## 1, ## 2 and ## 3");
    for (const auto& hint : hints) checks.that(!hint.text.empty(), exercise.id(), "a hint is empty");
}

/// Editors leave files of their own behind.
bool of_an_editor(const std::string& name) { return name.starts_with(".") || name.ends_with("~"); }

void check_folder(const Repository& repository, const fs::path& folder, const std::set<std::string>& needed,
                  const std::set<std::string>& possible, Checks& checks) {
    for (const auto& entry : fs::directory_iterator(repository.root / folder)) {
        const auto name = entry.path().filename().string();
        if (!of_an_editor(name))
            checks.that(needed.contains(name) || possible.contains(name), (folder / name).string(),
                        "belongs to nothing");
    }
    for (const auto& name : needed)
        checks.that(fs::exists(repository.root / folder / name), (folder / name).string(), "is missing");
}

/// The files of a folder's exercises: one on the CPU, one on the GPU, or both.
struct Files {
    std::set<std::string> home, solution, tests;
    std::set<std::string> possible; ///< beside the tests
};

void add_files(const Exercise& exercise, Files& files) {
    const auto& slug = exercise.slug;
    const std::string part = exercise.gpu ? "_gpu" : "";
    files.home.insert(
        {exercise.header().filename().string(), exercise.file_name(), exercise.hints().filename().string()});
    files.solution.insert(exercise.file_name());
    files.tests.insert({slug + part + "_calls.cpp", slug + part + "_test.cpp", "wrong", "right"});
    files.possible.insert({slug + part + "_calls.hpp", slug + part + "_bench.cpp",
                           slug + "_messages_bench.cpp", slug + "_mpi.cpp"});
}

} // namespace

void check_metadata(const Repository& repository, Checks& checks) {
    const auto map = planned_exercises(repository);
    check_map(map, checks);
    std::map<fs::path, Files> files;
    for (const auto& exercise : repository.exercises) {
        check_header(exercise, map, checks);
        check_hints(repository, exercise, checks);
        add_files(exercise, files[fs::path(exercise.chapter) / exercise.folder]);
    }
    for (const auto& [folder, known] : files) {
        check_folder(repository, "chapters" / folder, known.home, {}, checks);
        check_folder(repository, "solutions" / folder, known.solution, {}, checks);
        check_folder(repository, "tests" / folder, known.tests, known.possible, checks);
    }
}
