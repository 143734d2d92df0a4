#pragma once
/// @file
/// What `gemmlings bench` finds out about a submission, whatever it measures.

#include "cli/repository.hpp"
#include "cli/terminal.hpp"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace gemmlings {

/// A picture for a slide: a script for gnuplot, without terminal and file, or an SVG that is there already.
struct Picture {
    std::string name; ///< put behind the stem of its file: "", "_sizes"
    std::string script{}, svg{};
};

class BenchResults {
  public:
    virtual ~BenchResults() = default;

    std::string complaint;         ///< why it was not measured to the end, in a sentence; empty if it was
    std::string detail;            ///< the lines of the submission that the complaint is about
    std::string compiler_messages; ///< where it does not compile
    std::string compiler;          ///< and its flags

    /// Builds the file as it has to be, and measures it.
    /// @param quick  a first look, in seconds
    /// @throws MachineError for what is not its doing
    virtual void measure(const Repository& repository, const Exercise& exercise, const fs::path& file,
                         bool quick) = 0;
    /// Whether all was measured, and nothing was found to be wrong.
    virtual bool right() const { return complaint.empty(); }
    /// What --json prints of it.
    virtual nlohmann::ordered_json in_json() const;
    /// What is wrong, if anything; what was measured; what it means; and how it was measured.
    virtual std::string text(const Terminal& terminal) const = 0;
    /// None if there is nothing to draw.
    virtual std::vector<Picture> pictures(const Exercise& exercise) const = 0;

  protected:
    /// What hinders or spoils the measurement, for people: the complaint and what belongs to it, and `more`.
    std::string complaints(const Terminal& terminal, const std::string& more = "") const;
};

/// Columns of a page of text.
int page_width(const Terminal& terminal);

/// How it was measured, at the end of a report.
std::string small_print(const std::string& text, const Terminal& terminal);

/// "1,048,576"
std::string grouped(std::int64_t number);

/// "51.8" of 51.8e9: three digits or so.
std::string giga(double value);

/// "32 KiB", "1 MiB"
std::string bytes_in_words(std::int64_t bytes);

} // namespace gemmlings
