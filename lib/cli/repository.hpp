#pragma once
/// @file
/// What the suite consists of: found by looking at the folders, read from the exercises' own headers.
/// No list of exercises exists anywhere.

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace gemmlings {

namespace fs = std::filesystem;

/// One exercise, as its files say. An exercise on the GPU has the header <slug>.cuh and the file <slug>.cu;
/// where it stands in one folder with an exercise on the CPU it is that one's GPU variant, with points and
/// progress of its own.
struct Exercise {
    std::string chapter;                ///< "ch04_linear_maps"
    std::string folder;                 ///< "110_is_linear"
    std::string slug;                   ///< "is_linear"
    int number = 0;                     ///< 110; the hundreds are the section of the chapter
    std::string title;                  ///< from @exercise{slug, title}
    int stars = 0;                      ///< from @stars{n}: 1 (first steps) to 5 (capstone)
    int points = 0;                     ///< from @points{n}: the sum of the points of its test cases
    std::vector<std::string> requires_; ///< ids from @requires{id}, one alias each
    std::vector<std::string> forbids;   ///< from @forbids{FAMILY}: added to the chapter's default
    std::vector<std::string> tools;     ///< from @tools{name}: functions of tools:: it may call
    std::vector<std::string> errata;    ///< from @errata{F1}
    int cpu_seconds = 2;                ///< from @limit{seconds}: CPU time of one call
    bool traffic = false;               ///< from @measures{traffic}: its memory traffic is graded
    bool gpu = false;                   ///< CUDA C++
    bool variant = false;               ///< the GPU variant of an exercise on the CPU

    /// "is_linear", "roofline.cu": what a learner calls it.
    std::string name() const { return variant ? slug + ".cu" : slug; }
    /// "ch04_linear_maps/110_is_linear", "ch16_matrix_products/210_roofline.cu": the key of everything
    /// (progress, JSON, prerequisites).
    std::string id() const { return chapter + "/" + folder + (variant ? ".cu" : ""); }

    /// The id as one word, for targets of the build and names of files.
    std::string stem() const { return chapter + "." + folder + (variant ? ".gpu" : ""); }

    std::string file_name() const { return slug + extension(); }
    /// ".cpp" or ".cu": that of the file to edit, of its solution, and of wrong and right answers.
    std::string extension() const { return gpu ? ".cu" : ".cpp"; }

    /// Paths relative to the root of the repository.
    fs::path home() const { return fs::path("chapters") / chapter / folder; }
    fs::path header() const { return home() / (slug + (gpu ? ".cuh" : ".hpp")); }
    fs::path stub() const { return home() / file_name(); }
    fs::path hints() const { return home() / (variant ? "hints_gpu.md" : "hints.md"); }
    fs::path solution() const { return fs::path("solutions") / chapter / folder / file_name(); }
    fs::path tests() const { return fs::path("tests") / chapter / folder; }
};

/// One row of a chapter's map: an exercise that exists, or one that is planned.
struct Planned {
    std::string folder; ///< "120_matrix_of_map"
    std::string title;
    std::vector<std::string> requires_; ///< ids
    std::size_t line = 0;               ///< where it stands in chapter.md
};

/// The exercises whose numbers share their hundreds.
struct Section {
    int number = 0; ///< 100
    std::string title;
};

/// A chapter and its map, from chapters/<folder>/chapter.md.
struct Chapter {
    std::string folder; ///< "ch04_linear_maps"
    int number = 0;     ///< 4
    std::string title;
    std::vector<Section> sections;
    std::vector<std::string> forbids; ///< from @forbids{FAMILY}: the default of all its exercises
    std::vector<Planned> map;
};

/// The root of the repository and what was found below it.
struct Repository {
    fs::path root; ///< absolute
    std::vector<Chapter> chapters;
    std::vector<Exercise> exercises; ///< in the order of chapter and number

    /// Reads chapters, headers and maps below `root`.
    /// @throws UsageError naming file and line where a header's metadata cannot be read.
    static Repository read(const fs::path& root);

    /// Finds "is_linear", "110" (if it is unique), "ch04/110", "110_is_linear", an id, or a path into its
    /// folder.
    /// @throws UsageError that names the nearest exercises, when there is none or more than one.
    const Exercise& find(const std::string& name) const;

    const Chapter& chapter_of(const Exercise& exercise) const;
};

/// A mistake of the user: one clear sentence with the way out; the program ends with exit code 2.
struct UsageError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Something is missing on this machine, so nothing could be judged; exit code 3.
struct MachineError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

} // namespace gemmlings
