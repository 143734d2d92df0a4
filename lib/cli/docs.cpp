#include "cli/docs.hpp"

#include "cli/bench/messages.hpp"
#include "cli/bench/program.hpp"
#include "cli/files.hpp"
#include "cli/parts.hpp"
#include "cli/pristine.hpp"
#include "cli/process.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <sstream>
#include <unistd.h>

namespace gemmlings {

namespace {

using docs::Guide;

constexpr auto site = "build/docs";

/// Where distributions put MathJax 2.7 (Debian and Ubuntu: libjs-mathjax; Fedora: mathjax) and the theme.
constexpr std::array mathjax_folders = {"/usr/share/javascript/mathjax", "/usr/share/mathjax"};
constexpr auto theme = "/usr/share/doxygen-awesome-css/doxygen-awesome.css";

/// What TeX input and SVG output load: 2 of the package's 54 MB.
constexpr std::array mathjax_parts = {
    "MathJax.js",               // the loader
    "config/TeX-AMS_SVG.js",    // TeX input with the macros of AMS, and what finds formulas in a page
    "extensions/TeX",           // macros that are loaded when first used
    "jax/element/mml/optable",  // what is known of operators outside of ASCII
    "jax/output/SVG/jax.js",    // SVG output
    "jax/output/SVG/autoload",  // its tables, roots, stretched arrows
    "jax/output/SVG/fonts/TeX", // its glyphs
};

/// The folder in which a site is made; gone at the end, whatever happens.
class Workshop {
  public:
    explicit Workshop(const fs::path& root)
        : name(fmt::format("build/docs-{}", ::getpid())), root(root), folder(root / name) {
        fs::create_directories(folder);
    }
    ~Workshop() {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    void write(const fs::path& file, std::string_view text) const { write_text(folder / file, text); }
    void write(const fs::path& file, const docs::Source& source) const {
        write(file, source.text);
        for (const auto& [name, text] : source.files) write(name, text);
    }

    const std::string name; ///< relative to the root
    const fs::path root, folder;
};

std::string read(const Repository& repository, const fs::path& file) {
    if (auto text = read_text(repository.root / file)) return *std::move(text);
    throw MachineError(fmt::format("{} cannot be read.", file.string()));
}

std::optional<fs::path> mathjax() {
    for (const fs::path folder : mathjax_folders)
        if (fs::exists(folder / "config/TeX-AMS_SVG.js")) return folder;
    return {};
}

Finished run_doxygen(std::vector<std::string> arguments, const fs::path& folder) {
    RunOptions options;
    options.folder = folder;
    arguments.insert(arguments.begin(), "doxygen");
    return run(arguments, options);
}

/// What Doxygen says of itself.
std::string doxygen(const std::vector<std::string>& arguments, const fs::path& folder) {
    auto finished = run_doxygen(arguments, folder);
    if (!finished.ok()) throw MachineError("doxygen " + arguments.front() + " failed: " + finished.err);
    return std::move(finished.out);
}

/// The tab of all groups is called "topics" from Doxygen 1.9.8 on, and "modules" before.
std::string name_of_topics(const std::string& version) {
    std::array<int, 3> numbers{};
    char dot = 0;
    std::istringstream stream(version);
    stream >> numbers[0] >> dot >> numbers[1] >> dot >> numbers[2];
    return numbers >= std::array{1, 9, 8} ? "topics" : "modules";
}

/// Every docs/*.md is a guide: presence is registration.
std::vector<Guide> read_guides(const Repository& repository) {
    std::vector<Guide> guides;
    for (const auto& entry : fs::directory_iterator(repository.root / "docs"))
        if (entry.path().extension() == ".md") {
            auto text = read(repository, entry.path().lexically_relative(repository.root));
            guides.push_back({entry.path().stem().string(), docs::title_of(text), std::move(text)});
        }
    std::sort(guides.begin(), guides.end(), [](const Guide& a, const Guide& b) { return a.id < b.id; });
    return guides;
}

/// The main page is no guide among others, and the library's page has a tab of its own.
bool is_listed(const Guide& guide) { return guide.id != "mainpage" && guide.id != "library"; }

std::string chapter_list(const Repository& repository) {
    std::string text;
    for (const auto& chapter : repository.chapters) {
        const auto there =
            std::count_if(repository.exercises.begin(), repository.exercises.end(),
                          [&](const Exercise& exercise) { return exercise.chapter == chapter.folder; });
        text +=
            fmt::format("- @ref {} ({} of {} exercises so far)\n", chapter.folder, there, chapter.map.size());
    }
    return text;
}

std::string guide_list(const std::vector<Guide>& guides) {
    std::string text;
    for (const auto& guide : guides)
        if (is_listed(guide)) text += fmt::format("- @ref {}\n", guide.id);
    return text;
}

std::string guide_tabs(const std::vector<Guide>& guides) {
    std::string text;
    for (const auto& guide : guides)
        if (is_listed(guide))
            text += fmt::format("      <tab type=\"user\" visible=\"yes\" title=\"{}\" url=\"@ref {}\"/>\n",
                                docs::escaped_html(guide.title), guide.id);
    return text;
}

void write_guides(const Repository& repository, const std::vector<Guide>& guides, const Workshop& workshop) {
    const std::map<std::string, std::string> lists = {{"CHAPTERS", chapter_list(repository)},
                                                      {"GUIDES", guide_list(guides)}};
    for (const auto& guide : guides) {
        auto page = docs::guide_page(repository, guide, guides);
        if (guide.id == "mainpage") page.text = docs::filled(page.text, lists);
        workshop.write(guide.id + ".md", page);
    }
}

std::vector<std::string> listed_errata(const std::vector<Guide>& guides) {
    for (const auto& guide : guides)
        if (guide.id == "errata") return docs::errata_ids(guide.markdown);
    return {};
}

/// The messages of the solution, where the exercise is about messages.
std::vector<docs::Timeline> timelines(const Repository& repository, const Exercise& exercise) {
    if (what_is_measured(repository, exercise) != Measured::messages) return {};
    BenchMessages results;
    results.measure(repository, exercise, repository.root / exercise.solution(), true);
    if (!results.right())
        throw MachineError(fmt::format("There is no picture of {}: {}", exercise.id(), results.complaint));
    std::vector<docs::Timeline> pictures;
    for (const auto& run : results.runs)
        if (!run.timeline.empty())
            pictures.push_back({fmt::format("A run on {} ranks: {}", run.ranks, run.name), run.timeline});
    return pictures;
}

void write_exercises(const Repository& repository, const std::vector<std::string>& errata,
                     const Workshop& workshop) {
    for (const auto& exercise : repository.exercises) {
        const auto stub = pristine_stub(repository, exercise);
        workshop.write(exercise.stem() + ".dox",
                       docs::exercise_group(repository, exercise, stub.value_or("// not known\n"),
                                            read_hints(repository.root / exercise.hints()),
                                            read(repository, exercise.solution()), errata,
                                            timelines(repository, exercise)));
    }
}

/// All that Doxygen reads, in reading order. Chapters come first: exercises are put into them.
std::string write_sources(const Repository& repository, const std::vector<Guide>& guides,
                          const Workshop& workshop) {
    std::string input;
    const auto add = [&](const fs::path& path) { input += fmt::format("\"{}\" ", path.string()); };
    write_guides(repository, guides, workshop);
    for (const auto& guide : guides) add(fs::path(workshop.name) / (guide.id + ".md"));
    for (const auto& chapter : repository.chapters) {
        const auto map = read(repository, fs::path("chapters") / chapter.folder / "chapter.md");
        workshop.write(chapter.folder + ".dox", docs::chapter_group(repository, chapter, map));
        add(fs::path(workshop.name) / (chapter.folder + ".dox"));
    }
    write_exercises(repository, listed_errata(guides), workshop);
    for (const auto& exercise : repository.exercises) {
        add(exercise.header());
        add(fs::path(workshop.name) / (exercise.stem() + ".dox"));
    }
    for (const char* for_exercises : {"lib/matrix", "lib/cluster/comm.hpp"}) add(for_exercises);
    return input;
}

void write_header(const Repository& repository, const Workshop& workshop, bool formulas) {
    doxygen({"-w", "html", "plain_header.html", "plain_footer.html", "plain.css"}, workshop.folder);
    auto head = read(repository, "docs/head.html");
    if (formulas) head += read(repository, "docs/mathjax.html");
    workshop.write("header.html",
                   docs::with_head(read(repository, fs::path(workshop.name) / "plain_header.html"), head));
}

void write_layout(const Repository& repository, const std::vector<Guide>& guides, const Workshop& workshop) {
    workshop.write("layout.xml",
                   docs::filled(read(repository, "docs/layout.xml.in"),
                                {{"TOPICS", name_of_topics(doxygen({"--version"}, workshop.folder))},
                                 {"GUIDES", guide_tabs(guides)}}));
}

void write_configuration(const Repository& repository, const std::string& input, const Workshop& workshop) {
    const std::string styles = fs::exists(theme) ? std::string(theme) + " " : "";
    const auto configuration =
        docs::filled(read(repository, "docs/Doxyfile.in"),
                     {{"WORK", workshop.name}, {"INPUT", input}, {"STYLES", styles + "docs/gemmlings.css"}});
    workshop.write("Doxyfile", docs::only_known(configuration, doxygen({"-s", "-g", "-"}, workshop.folder)));
}

void copy_mathjax(const fs::path& from, const fs::path& to) {
    for (const fs::path part : mathjax_parts) {
        fs::create_directories((to / part).parent_path());
        fs::copy(from / part, to / part, fs::copy_options::recursive);
    }
}

/// Puts the new site in the place of the old one.
void publish(const fs::path& made, const fs::path& place) {
    fs::remove_all(place);
    fs::rename(made, place);
}

void show(const fs::path& page) {
    for (const auto* program : {"xdg-open", "open"})
        if (find_program(program)) {
            run({program, page.string()});
            return;
        }
    fmt::print(stderr, "No program was found that opens a browser: open the file above yourself.\n");
}

/// Runs Doxygen over what was written. @returns whether it had nothing to say.
bool make_site(const Workshop& workshop) {
    const auto finished = run_doxygen({workshop.name + "/Doxyfile"}, workshop.root);
    if (finished.ok() && trimmed(finished.err).empty()) return true;
    fmt::print(stderr, "{}{}Doxygen was not content with the comments (above). {} is as it was before.\n",
               finished.out, finished.err, site);
    return false;
}

} // namespace

int build_docs(const Repository& repository, bool open) {
    if (!find_program("doxygen"))
        throw MachineError("The documentation is built by Doxygen, which is not installed. To install it: " +
                           command_that_brings("Doxygen", repository.root));
    const Workshop workshop(repository.root);
    const auto guides = read_guides(repository);
    const auto formulas = mathjax();
    const auto input = write_sources(repository, guides, workshop);
    write_header(repository, workshop, formulas.has_value());
    write_layout(repository, guides, workshop);
    write_configuration(repository, input, workshop);
    if (!make_site(workshop)) return 1;
    if (formulas) copy_mathjax(*formulas, workshop.folder / "html/mathjax");
    publish(workshop.folder / "html", repository.root / site);

    const auto page = (repository.root / site / "index.html").lexically_normal();
    fmt::print("{}\n", page.string());
    if (!formulas)
        fmt::print("MathJax is not installed: formulas are shown as TeX source. To install it: {}\n",
                   command_that_brings("MathJax", repository.root));
    if (open) show(page);
    return 0;
}

} // namespace gemmlings
