#pragma once
/// @file
/// `gemmlings docs`: a Doxygen site of the exercises and the library, built from what is there.

#include "cli/hints.hpp"
#include "cli/repository.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace gemmlings {

/// Builds build/docs/index.html and says where it lies; with `open`, shows it in the browser. An older site
/// is replaced only once the new one is complete.
/// @returns 0, or 1 if Doxygen warned of something (its messages are shown)
/// @throws MachineError if Doxygen is missing or a file cannot be written
int build_docs(const Repository& repository, bool open = false);

/// The parts that only turn text into text.
namespace docs {

/// What Doxygen is given to read, and the files beside it that it includes (name and content).
struct Source {
    std::string text;
    std::map<std::string, std::string> files;
};

/// A run on a simulated cluster, as a picture.
struct Timeline {
    std::string title; ///< "A broadcast on 8 ranks"
    std::string svg;
};

/// A page of its own, from docs/<id>.md.
struct Guide {
    std::string id;
    std::string title;
    std::string markdown;
};

/// Text that Doxygen shows as it stands, outside of code.
std::string escaped(std::string_view text);

/// Text that HTML or XML shows as it stands.
std::string escaped_html(std::string text);

/// Replaces every @NAME@ by its value.
std::string filled(std::string text, const std::map<std::string, std::string>& values);

/// The configuration without the settings that `known`, Doxygen's own template, does not have.
std::string only_known(std::string_view configuration, std::string_view known);

/// Doxygen's HTML head with ours at its end, without scripts that would come from the network.
std::string with_head(std::string_view doxygens, std::string_view ours);

/// A link to an exercise that exists, the title of one that is planned, or else the id.
std::string exercise_link(const Repository& repository, const std::string& id);

/// The group of a chapter: its chapter.md, with links to the exercises that exist.
std::string chapter_group(const Repository& repository, const Chapter& chapter, std::string_view markdown);

/// What the page of an exercise shows besides its header: rules, runs, stub, hints and solution.
/// @param errata ids that the page of errata has, to link to
Source exercise_group(const Repository& repository, const Exercise& exercise, std::string_view stub,
                      const std::vector<Hint>& hints, std::string_view solution,
                      const std::vector<std::string>& errata, const std::vector<Timeline>& timelines = {});

/// The title of a Markdown text: its first heading.
std::string title_of(std::string_view markdown);

/// The page of a guide: named by its id, links between guides and to exercises resolved.
Source guide_page(const Repository& repository, const Guide& guide, const std::vector<Guide>& all);

/// The ids of the entries of the page of errata: its table rows that begin with one.
std::vector<std::string> errata_ids(std::string_view markdown);

} // namespace docs

} // namespace gemmlings
