#include "cli/docs.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <set>

namespace gemmlings::docs {

namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

bool is_fence(std::string_view line) { return trimmed(line).starts_with("```"); }

/// HTML of ours, kept together: a block, so that Doxygen starts no paragraph around it.
std::string html(std::string_view code) { return fmt::format("@htmlonly[block]\n{}\n@endhtmlonly\n", code); }

std::string fold(std::string_view kind, std::string_view title, std::string_view body) {
    const auto opening =
        fmt::format(R"(<details class="gem-fold gem-{}"><summary>{}</summary><div>)", kind, title);
    return html(opening) + "\n" + std::string(body) + "\n" + html("</div></details>");
}

/// Code that is shown as it stands; with the colours of C++ if its file is called so.
std::string included(Source& source, const std::string& name, std::string_view code) {
    source.files[name] = code;
    return fmt::format("@{} {}\n", name.ends_with(".cpp") ? "include" : "verbinclude", name);
}

/// "```cpp" opens a block of C++.
std::string extension_of(std::string_view fence) {
    const auto language = trimmed(trimmed(fence).substr(3));
    return language == "cpp" || language == "c++" || language == "cuda" ? "cpp" : "txt";
}

/// Markdown whose blocks of code are files that are included: there nothing is taken for a command.
std::string with_code_included(Source& source, std::string_view markdown, const std::string& stem) {
    std::string result, code, extension;
    bool in_code = false;
    int blocks = 0;
    for (const auto& line : lines_of(markdown)) {
        if (is_fence(line)) {
            if (in_code)
                result += included(source, fmt::format("{}.{}.{}", stem, ++blocks, extension), code);
            else
                extension = extension_of(line);
            code.clear();
            in_code = !in_code;
        } else
            (in_code ? code : result) += line + "\n";
    }
    return result;
}

/// A comment ends at the first star and slash, in prose too.
std::string prose(Source& source, std::string_view markdown, const std::string& stem) {
    auto result = with_code_included(source, markdown, stem);
    replace_all(result, "*/", "*&zwj;/");
    return result;
}

std::string comment(std::string_view text) { return fmt::format("/**\n{}*/\n", text); }

std::string quoted(std::string_view text) {
    auto result = escaped(text);
    replace_all(result, "\"", "&quot;");
    return result;
}

std::string reference(std::string_view target, std::string_view title) {
    return fmt::format("@ref {} \"{}\"", target, quoted(title));
}

std::string group_of(const Exercise& exercise) {
    return "ex_" + exercise.slug + (exercise.variant ? "_gpu" : "");
}

const Exercise* existing(const Repository& repository, std::string_view id) {
    for (const auto& exercise : repository.exercises)
        if (exercise.id() == id) return &exercise;
    return nullptr;
}

const Planned* planned(const Repository& repository, std::string_view id) {
    for (const auto& chapter : repository.chapters)
        for (const auto& row : chapter.map)
            if (chapter.folder + "/" + row.folder == id) return &row;
    return nullptr;
}

std::string links(const Repository& repository, const std::vector<std::string>& ids) {
    std::string text;
    for (const auto& id : ids) text += (text.empty() ? "" : ", ") + exercise_link(repository, id);
    return text.empty() ? "–" : text;
}

const std::string planned_mark = "<span class=\"gem-planned\">planned</span>";

std::string table_row(const Repository& repository, const Chapter& chapter, const Planned& row) {
    const auto id = chapter.folder + "/" + row.folder;
    const auto* exercise = existing(repository, id);
    const auto size =
        exercise ? fmt::format("{} | {}", exercise->stars, exercise->points) : planned_mark + " | ";
    return fmt::format("| {} | {} | {} | {} |\n", row.folder.substr(0, 3),
                       exercise ? exercise_link(repository, id) : escaped(row.title), size,
                       links(repository, row.requires_));
}

/// The row of the map that a line of chapter.md is, if it is one.
const Planned* row_of(const Chapter& chapter, std::string_view line) {
    if (!line.starts_with('|')) return nullptr;
    const auto name = trimmed(line.substr(1, line.find('|', 1) - 1));
    const auto found = std::find_if(chapter.map.begin(), chapter.map.end(),
                                    [&](const Planned& row) { return row.folder == name; });
    return found == chapter.map.end() ? nullptr : &*found;
}

/// One line of chapter.md as the site shows it. A table gets our columns in place of the map's own.
std::string chapter_line(const Repository& repository, const Chapter& chapter, std::string_view line) {
    if (line.starts_with("# ") || line.starts_with("@forbids{")) return {};
    if (const auto* row = row_of(chapter, line)) return table_row(repository, chapter, *row);
    if (line.starts_with("|-")) return "|---:|---|---:|---:|---|\n";
    if (line.starts_with('|')) return "| No. | Exercise | Difficulty | Points | Builds on |\n";
    return std::string(line) + "\n";
}

std::vector<std::string> forbidden(const Repository& repository, const Exercise& exercise) {
    auto families = repository.chapter_of(exercise).forbids;
    for (const auto& family : exercise.forbids)
        if (std::find(families.begin(), families.end(), family) == families.end()) families.push_back(family);
    return families;
}

std::string errata_links(const Exercise& exercise, const std::vector<std::string>& known) {
    std::string text;
    for (const auto& id : exercise.errata) {
        const bool listed = std::find(known.begin(), known.end(), id) != known.end();
        text += (text.empty() ? "" : ", ") + (listed ? reference("errata_" + id, id) : escaped(id));
    }
    return text;
}

/// What one must know before writing a line of it.
std::string rules(const Repository& repository, const Exercise& exercise,
                  const std::vector<std::string>& errata) {
    auto text = fmt::format("- **File to edit:** `{}`; `./gemmlings check {}` judges it.\n",
                            exercise.stub().string(), exercise.name());
    text += fmt::format("- **Builds on:** {}\n", links(repository, exercise.requires_));
    if (const auto families = forbidden(repository, exercise); !families.empty())
        text += fmt::format("- **May not call:** {}\n", fmt::join(families, ", "));
    if (!exercise.tools.empty())
        text += fmt::format("- **May call:** tools::{}()\n", fmt::join(exercise.tools, "(), tools::"));
    text += fmt::format("- **CPU time of one call:** at most {} s\n", exercise.cpu_seconds);
    if (exercise.traffic)
        text += "- **Measured:** how often memory is accessed, and how often a simulated cache misses\n";
    if (!exercise.errata.empty())
        text += fmt::format("- **Errata of the book:** {}\n", errata_links(exercise, errata));
    return text + "\n";
}

std::string hint_fold(Source& source, const Exercise& exercise, const Hint& hint, std::size_t number) {
    const auto stem = fmt::format("{}.hint{}", exercise.stem(), number);
    return fold("hint", fmt::format("Hint {}: {}", number, escaped_html(hint.title)),
                prose(source, hint.text, stem));
}

/// A Markdown link's target on the site: another guide, or the net. What else the repository holds is not
/// there.
std::string link_target(std::string_view target, const std::vector<Guide>& all) {
    if (target.starts_with("http")) return std::string(target);
    auto name = target.substr(0, target.find('#'));
    if (name.starts_with("docs/")) name.remove_prefix(5);
    for (const auto& guide : all)
        if (name == guide.id + ".md") return "@ref " + guide.id;
    return {};
}

std::string with_links(std::string_view line, const std::vector<Guide>& all) {
    std::string result;
    for (;;) {
        const auto middle = line.find("](");
        const auto start = line.substr(0, middle).rfind('[');
        const auto end = middle == std::string_view::npos ? middle : line.find(')', middle);
        if (end == std::string_view::npos || start == std::string_view::npos)
            return result + std::string(line);
        const auto words = line.substr(start + 1, middle - start - 1);
        const auto target = link_target(line.substr(middle + 2, end - middle - 2), all);
        result += line.substr(0, start);
        result += target.empty() ? std::string(words) : fmt::format("[{}]({})", words, target);
        line.remove_prefix(end + 1);
    }
}

/// A name in backticks that is an exercise's becomes a link. Aliases are expanded even between backticks:
/// code with commands is written out instead.
std::string code_span(const Repository& repository, std::string_view code) {
    for (const auto& exercise : repository.exercises)
        if (code == exercise.id() || code == exercise.folder) return reference(group_of(exercise), code);
    const bool commands = code.find_first_of("@\\") != std::string_view::npos;
    return commands ? fmt::format("<code>{}</code>", escaped(code)) : fmt::format("`{}`", code);
}

std::string with_code_spans(const Repository& repository, std::string_view line) {
    std::string result;
    for (;;) {
        const auto start = line.find('`');
        const auto end = start == std::string_view::npos ? start : line.find('`', start + 1);
        if (end == std::string_view::npos) return result + std::string(line);
        result += line.substr(0, start);
        result += code_span(repository, line.substr(start + 1, end - start - 1));
        line.remove_prefix(end + 1);
    }
}

/// "| F12 | …" is an entry of the errata: its id.
std::string errata_id(std::string_view line) {
    if (!line.starts_with("| ")) return {};
    const auto cell = trimmed(line.substr(1, line.find('|', 1) - 1));
    const bool id =
        cell.size() >= 2 && std::isupper(static_cast<unsigned char>(cell[0])) &&
        std::all_of(cell.begin() + 1, cell.end(), [](unsigned char c) { return std::isdigit(c); });
    return id ? std::string(cell) : "";
}

/// One line of a guide as the site shows it. An entry of the errata gets an anchor.
std::string guide_line(const Repository& repository, std::string_view line, const std::vector<Guide>& all) {
    const auto shown = [&](std::string_view text) {
        return with_code_spans(repository, with_links(text, all));
    };
    const auto id = errata_id(line);
    if (id.empty()) return shown(line);
    return fmt::format("| @anchor errata_{} {} |{}", id, id, shown(line.substr(line.find('|', 1) + 1)));
}

} // namespace

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (std::string_view("@\\&$#<>%").find(c) != std::string_view::npos) result += '\\';
        result += c;
    }
    return result;
}

std::string escaped_html(std::string text) {
    replace_all(text, "&", "&amp;");
    replace_all(text, "<", "&lt;");
    replace_all(text, "\"", "&quot;");
    return text;
}

std::string filled(std::string text, const std::map<std::string, std::string>& values) {
    for (const auto& [name, value] : values) replace_all(text, "@" + name + "@", value);
    return text;
}

std::string only_known(std::string_view configuration, std::string_view known) {
    const auto tag_of = [](std::string_view line) {
        return std::string(line.substr(0, line.find_first_of(" =+")));
    };
    std::set<std::string> tags{"@INCLUDE"};
    for (const auto& line : lines_of(known)) tags.insert(tag_of(line));
    std::string result;
    for (const auto& line : lines_of(configuration)) {
        const bool setting = !line.empty() && line[0] != '#';
        if (!setting || tags.contains(tag_of(line))) result += line + "\n";
    }
    return result;
}

std::string with_head(std::string_view doxygens, std::string_view ours) {
    std::string result;
    for (const auto& line : lines_of(doxygens)) {
        if (trimmed(line) == "$mathjax" || trimmed(line) == "$mermaidjs") continue;
        if (trimmed(line) == "</head>") result += ours;
        result += line + "\n";
    }
    replace_all(result, "<html xmlns", "<html lang=\"en\" xmlns");
    return result;
}

std::string exercise_link(const Repository& repository, const std::string& id) {
    if (const auto* exercise = existing(repository, id))
        return reference(group_of(*exercise), exercise->title);
    const auto* row = planned(repository, id);
    return fmt::format("<span class=\"gem-planned\">{}</span>",
                       escaped(row ? row->title + " (planned)" : id));
}

std::string chapter_group(const Repository& repository, const Chapter& chapter, std::string_view markdown) {
    Source unused;
    std::string text = fmt::format("@defgroup {} Chapter {}: {}\n@details\n", chapter.folder, chapter.number,
                                   escaped(chapter.title));
    for (const auto& line : lines_of(prose(unused, markdown, chapter.folder)))
        text += chapter_line(repository, chapter, line);
    return comment(text);
}

Source exercise_group(const Repository& repository, const Exercise& exercise, std::string_view stub,
                      const std::vector<Hint>& hints, std::string_view solution,
                      const std::vector<std::string>& errata, const std::vector<Timeline>& timelines) {
    Source source;
    const auto stem = exercise.stem();
    std::string text = fmt::format("@addtogroup {}\n@details\n", group_of(exercise));
    text += html(R"(<div id="gem-help"><h2 class="groupheader">Working on it</h2>)") + "\n";
    text += rules(repository, exercise, errata);
    for (const auto& [title, svg] : timelines) text += fold("timeline", escaped_html(title), html(svg));
    text += fold("stub", "The stub", included(source, stem + ".stub.cpp", stub));
    for (std::size_t i = 0; i < hints.size(); ++i) text += hint_fold(source, exercise, hints[i], i + 1);
    text += fold("solution", "A solution", included(source, stem + ".solution.cpp", solution));
    source.text = comment(text + html("</div>"));
    return source;
}

std::string title_of(std::string_view markdown) {
    for (const auto& line : lines_of(markdown))
        if (line.starts_with("# ")) return std::string(trimmed(line.substr(2)));
    return {};
}

Source guide_page(const Repository& repository, const Guide& guide, const std::vector<Guide>& all) {
    Source source;
    bool titled = false;
    for (const auto& line : lines_of(with_code_included(source, guide.markdown, guide.id)))
        if (!titled && line.starts_with("# ")) {
            source.text += line + " {#" + guide.id + "}\n";
            titled = true;
        } else
            source.text += guide_line(repository, line, all) + "\n";
    return source;
}

std::vector<std::string> errata_ids(std::string_view markdown) {
    std::vector<std::string> ids;
    for (const auto& line : lines_of(markdown))
        if (auto id = errata_id(line); !id.empty()) ids.push_back(std::move(id));
    return ids;
}

} // namespace gemmlings::docs
