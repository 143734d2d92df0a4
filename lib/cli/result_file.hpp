#pragma once
/// @file
/// What grading writes: a file for each student, and a table of all. docs/grading.md says what the members
/// mean.

#include "cli/repository.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace gemmlings {

/// One student's results. An entry for each exercise is the JSON of a verdict with more about the file:
/// `file`, `also_found` and `key`, on which the verdict depends.
struct StudentResult {
    std::string student;
    std::vector<nlohmann::ordered_json> entries;

    int points() const; ///< earned; what was not judged counts neither here nor in of()
    int of() const;
    int not_judged() const;

    /// As it is written to the student's file; `about` goes in front (seed, compiler, …).
    std::string text(const nlohmann::ordered_json& about) const;

    /// @return nothing if the file is damaged, or no result
    static std::optional<StudentResult> read(const fs::path& file);
};

bool is_judged(const nlohmann::ordered_json& verdict);

/// The students' files in the folder of results.
class ResultFolder {
  public:
    explicit ResultFolder(fs::path out) : out(std::move(out)) {}

    /// Where a student's file lies. Any name that a folder can have is right.
    fs::path file_of(const std::string& student) const;

    /// Every result that can be read; the names of damaged files are added to `damaged`.
    std::vector<StudentResult> read_all(std::vector<std::string>& damaged) const;

    /// Removes what a killed run left half written.
    void sweep() const;

    /// Writes grades.csv from the students' files, and from nothing else.
    void write_table() const;

    const fs::path out;

  private:
    fs::path students() const { return out / "students"; }
};

} // namespace gemmlings
