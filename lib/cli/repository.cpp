#include "cli/repository.hpp"

#include "cli/files.hpp"
#include "cli/nearest.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace gemmlings {

namespace {

/// Where something is written, for messages: file (relative to the root) and line.
struct Place {
    fs::path file;
    std::size_t line = 1;
};

[[noreturn]] void refuse(const Place& place, const std::string& what) {
    throw UsageError(fmt::format("{}:{}: {}", place.file.string(), place.line, what));
}

/// The whole text as a number, or nothing.
std::optional<int> number_in(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return {};
    return value;
}

int number_in(std::string_view text, const Place& place, std::string_view alias) {
    if (const auto value = number_in(text)) return *value;
    refuse(place, fmt::format("@{}{{{}}} must hold a whole number.", alias, text));
}

/// "110_is_linear" is 110 and "is_linear".
struct FolderName {
    int number;
    std::string slug;
};

std::optional<FolderName> folder_name(std::string_view name) {
    if (name.size() < 5 || name[3] != '_') return {};
    const auto number = number_in(name.substr(0, 3));
    const auto is_of_word = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; };
    if (!number || !std::all_of(name.begin(), name.end(), is_of_word)) return {};
    return FolderName{*number, std::string(name.substr(4))};
}

/// "ch04_linear_maps" is chapter 4.
std::optional<int> chapter_number(std::string_view folder) {
    if (folder.size() < 6 || !folder.starts_with("ch") || folder[4] != '_') return {};
    return number_in(folder.substr(2, 2));
}

/// One @name{value} of a file.
struct Alias {
    std::string name, value;
    Place place;
};

constexpr std::array known_aliases = {"exercise", "chapter", "stars",  "points", "requires",
                                      "forbids",  "tools",   "errata", "limit",  "measures"};

bool is_known(std::string_view name) {
    return std::find(known_aliases.begin(), known_aliases.end(), name) != known_aliases.end();
}

/// The aliases of ours in one line. Others, such as Doxygen's own @ref{…}, are not for us.
void collect_aliases(std::string_view line, const Place& place, std::vector<Alias>& found) {
    for (auto at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
        const auto brace = line.find('{', at);
        if (brace == std::string_view::npos) return;
        const auto name = line.substr(at + 1, brace - at - 1);
        if (!is_known(name)) continue;
        const auto end = line.find('}', brace);
        if (end == std::string_view::npos) refuse(place, fmt::format("@{}{{ has no closing brace.", name));
        found.push_back(
            {std::string(name), std::string(trimmed(line.substr(brace + 1, end - brace - 1))), place});
        at = end;
    }
}

std::vector<std::string> read_lines(const fs::path& root, const fs::path& file) {
    const auto text = read_text(root / file);
    if (!text) refuse({file}, "this file cannot be read.");
    return lines_of(*text);
}

std::vector<Alias> read_header_aliases(const fs::path& root, const fs::path& file) {
    std::vector<Alias> found;
    Place place{file, 0};
    for (const auto& line : read_lines(root, file)) {
        ++place.line;
        const auto text = trimmed(line);
        const bool comment = text.starts_with("//") || text.starts_with("/*") || text.starts_with("*");
        if (comment) collect_aliases(text, place, found);
    }
    return found;
}

/// "is_linear, Linearity oracle": in an alias a comma of the title itself is written "\,".
void read_title(const Alias& alias, Exercise& exercise) {
    const auto comma = alias.value.find(',');
    const auto slug = trimmed(std::string_view(alias.value).substr(0, comma));
    if (comma == std::string::npos)
        refuse(alias.place,
               fmt::format("@exercise{{{}}} lacks the title: @exercise{{slug, Title}}.", alias.value));
    if (slug != exercise.slug)
        refuse(alias.place,
               fmt::format("@exercise names \"{}\", but its folder says \"{}\".", slug, exercise.slug));
    exercise.title = trimmed(std::string_view(alias.value).substr(comma + 1));
    for (auto at = exercise.title.find("\\,"); at != std::string::npos; at = exercise.title.find("\\,", at))
        exercise.title.erase(at, 1);
}

void apply(const Alias& alias, Exercise& exercise) {
    const auto number = [&] { return number_in(alias.value, alias.place, alias.name); };
    if (alias.name == "exercise") read_title(alias, exercise);
    if (alias.name == "stars") exercise.stars = number();
    if (alias.name == "points") exercise.points = number();
    if (alias.name == "limit") exercise.cpu_seconds = number();
    if (alias.name == "measures") {
        if (alias.value != "traffic") refuse(alias.place, "@measures knows one word only: {traffic}.");
        exercise.traffic = true;
    }
    if (alias.name == "requires") exercise.requires_.push_back(alias.value);
    if (alias.name == "forbids") exercise.forbids.push_back(alias.value);
    if (alias.name == "tools") exercise.tools.push_back(alias.value);
    if (alias.name == "errata") exercise.errata.push_back(alias.value);
    if (alias.name == "chapter" && alias.value != exercise.chapter)
        refuse(alias.place, fmt::format("@chapter names \"{}\", but its folder lies in \"{}\".", alias.value,
                                        exercise.chapter));
}

/// The exercise with what its header says of it.
Exercise with_metadata(const fs::path& root, Exercise exercise) {
    for (const auto& alias : read_header_aliases(root, exercise.header())) apply(alias, exercise);
    const Place place{exercise.header()};
    if (exercise.title.empty()) refuse(place, "its comment lacks @exercise{slug, Title}.");
    if (exercise.stars < 1 || exercise.stars > 5) refuse(place, "its comment lacks @stars{n}, from 1 to 5.");
    if (exercise.points < 1) refuse(place, "its comment lacks @points{n}.");
    if (exercise.cpu_seconds < 1) refuse(place, "@limit{n} must be at least one second.");
    return exercise;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.emplace_back(trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

/// The cells of "| a | b |".
std::vector<std::string> cells_of(std::string_view row) {
    row.remove_prefix(1);
    if (row.ends_with('|')) row.remove_suffix(1);
    return split(row, '|');
}

bool is_ruler(std::string_view row) { return row.find_first_not_of("|-: ") == std::string_view::npos; }

/// Reads chapter.md line by line. Rows count only in a table's body under a numbered section.
class MapReader {
  public:
    MapReader(Chapter& chapter, const fs::path& file) : chapter(chapter), place{file, 0} {}

    void read(std::string_view line) {
        ++place.line;
        line = trimmed(line);
        if (!line.starts_with('|')) in_body = false;
        if (line.starts_with("# ") && chapter.title.empty()) chapter.title = trimmed(line.substr(2));
        if (line.starts_with("## ")) read_section(trimmed(line.substr(3)));
        if (line.starts_with("@forbids{")) read_forbidden(line);
        if (line.starts_with('|')) read_row(line);
    }

  private:
    void read_section(std::string_view heading) {
        const auto space = heading.find(' ');
        const auto number = number_in(heading.substr(0, space));
        in_section = number.has_value() && space != std::string_view::npos;
        if (in_section) chapter.sections.push_back({*number, std::string(trimmed(heading.substr(space)))});
    }

    void read_forbidden(std::string_view line) {
        std::vector<Alias> found;
        collect_aliases(line, place, found);
        for (const auto& alias : found) chapter.forbids.push_back(alias.value);
    }

    void read_row(std::string_view row) {
        if (!in_section) return;
        if (is_ruler(row))
            in_body = true;
        else if (in_body)
            read_planned(cells_of(row));
    }

    void read_planned(const std::vector<std::string>& cells) {
        if (cells.size() != 3) refuse(place, "a row of the map is | NNN_slug | Title | prerequisites |.");
        if (!folder_name(cells[0]))
            refuse(place, fmt::format("\"{}\" is not of the form NNN_slug.", cells[0]));
        Planned planned{cells[0], cells[1], {}, place.line};
        for (const auto& name : split(cells[2], ','))
            if (!name.empty() && name != "–" && name != "-") planned.requires_.push_back(prerequisite(name));
        chapter.map.push_back(std::move(planned));
    }

    /// "4/130" stays as it is until all chapters are known.
    std::string prerequisite(const std::string& name) const {
        const auto slash = name.find('/');
        if (slash == std::string::npos && folder_name(name)) return chapter.folder + "/" + name;
        const auto before = name.substr(0, slash), after = name.substr(slash + 1);
        if (chapter_number(before) && folder_name(after)) return name;
        if (number_in(before) && number_in(after)) return name;
        refuse(place,
               fmt::format("the prerequisite \"{}\" is none of NNN_slug, chNN_name/NNN_slug, chapter/NNN.",
                           name));
    }

    Chapter& chapter;
    Place place;
    bool in_section = false, in_body = false;
};

std::vector<std::string> folders_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.is_directory()) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

Chapter read_chapter(const fs::path& root, const std::string& folder, int number) {
    Chapter chapter;
    chapter.folder = folder;
    chapter.number = number;
    const auto file = fs::path("chapters") / folder / "chapter.md";
    if (fs::exists(root / file)) {
        MapReader reader(chapter, file);
        for (const auto& line : read_lines(root, file)) reader.read(line);
    }
    if (chapter.title.empty()) chapter.title = folder;
    return chapter;
}

void read_exercises(const fs::path& root, const Chapter& chapter, std::vector<Exercise>& exercises) {
    for (const auto& folder : folders_in(root / "chapters" / chapter.folder)) {
        const auto name = folder_name(folder);
        if (!name) continue;
        Exercise exercise;
        exercise.chapter = chapter.folder;
        exercise.folder = folder;
        exercise.slug = name->slug;
        exercise.number = name->number;
        bool on_cpu = false;
        for (const bool gpu : {false, true}) {
            exercise.gpu = gpu;
            exercise.variant = gpu && on_cpu;
            if (!fs::exists(root / exercise.header())) continue;
            exercises.push_back(with_metadata(root, exercise));
            on_cpu = true;
        }
    }
}

/// The id that "4/130" means, looked up in the maps.
std::optional<std::string> id_numbered(const std::string& numbers, const std::vector<Chapter>& chapters) {
    const auto slash = numbers.find('/');
    const auto chapter_wanted = number_in(std::string_view(numbers).substr(0, slash));
    const auto wanted = numbers.substr(slash + 1) + "_";
    for (const auto& chapter : chapters)
        for (const auto& planned : chapter.map)
            if (chapter.number == chapter_wanted && planned.folder.starts_with(wanted))
                return chapter.folder + "/" + planned.folder;
    return {};
}

void resolve_numbers(std::vector<Chapter>& chapters) {
    for (auto& chapter : chapters)
        for (auto& planned : chapter.map)
            for (auto& prerequisite : planned.requires_) {
                if (!number_in(prerequisite.substr(0, prerequisite.find('/')))) continue;
                const auto id = id_numbered(prerequisite, chapters);
                if (!id)
                    refuse({fs::path("chapters") / chapter.folder / "chapter.md", planned.line},
                           fmt::format("no map has an exercise {}.", prerequisite));
                prerequisite = *id;
            }
}

/// "ch04_linear_maps", "ch04", "04" and "4" all mean chapter 4.
bool names_chapter(const std::string& name, const std::string& folder) {
    if (name == folder || name == folder.substr(0, 4)) return true;
    const auto number = number_in(name);
    return number && number == chapter_number(folder);
}

/// A GPU variant is named as the exercise, with ".cu" behind; so may one be that has only a GPU part.
bool names_exercise(std::string_view name, const Exercise& exercise) {
    const bool cuda = name.ends_with(".cu");
    if (exercise.variant ? !cuda : cuda && !exercise.gpu) return false;
    if (cuda) name.remove_suffix(3);
    return name == exercise.slug || name == exercise.folder || name == std::to_string(exercise.number);
}

bool matches(const std::string& name, const Exercise& exercise) {
    const auto slash = name.find('/');
    if (slash == std::string::npos) return names_exercise(name, exercise);
    return names_chapter(name.substr(0, slash), exercise.chapter) &&
           names_exercise(name.substr(slash + 1), exercise);
}

/// A file of a GPU part: <slug>.cu, <slug>.cuh, <slug>_gpu_test.cpp, hints_gpu.md and so on.
bool is_of_gpu(const fs::path& file) {
    const auto name = file.filename().string();
    return name.ends_with(".cu") || name.ends_with(".cuh") || name.find("_gpu") != std::string::npos;
}

/// The id of the exercise that a path lies in, or empty: [chapters|solutions|tests]/<chapter>/<folder>/…
/// A file that is gone is still the exercise's; a mistyped name, below which nothing lies, is nobody's.
std::string id_of_path(const fs::path& root, const std::string& name) {
    std::error_code error;
    const auto path = fs::weakly_canonical(fs::absolute(name), error);
    if (!fs::exists(path, error) && !path.has_extension()) return {};
    const auto relative = path.lexically_relative(fs::weakly_canonical(root, error));
    std::vector<std::string> parts;
    for (const auto& part : relative)
        if (!part.empty()) parts.push_back(part.string());
    if (parts.size() < 3) return {};
    const bool ours = parts[0] == "chapters" || parts[0] == "solutions" || parts[0] == "tests";
    if (!ours) return {};
    const bool of_gpu = parts.size() > 3 && is_of_gpu(path);
    return parts[1] + "/" + parts[2] + (of_gpu ? ".cu" : "");
}

std::string joined_ids(const std::vector<const Exercise*>& exercises) {
    std::string text;
    for (const auto* exercise : exercises) text += (text.empty() ? "" : ", ") + exercise->id();
    return text;
}

/// The names somebody may have wanted to write: slugs, unless a number or a chapter was given.
std::vector<std::string> names_like(const std::string& name, const std::vector<Exercise>& exercises) {
    const bool number = !name.empty() && std::isdigit(static_cast<unsigned char>(name.front()));
    const bool with_chapter = name.find('/') != std::string::npos;
    std::vector<std::string> names;
    for (const auto& exercise : exercises)
        names.push_back(with_chapter ? exercise.id() : number ? exercise.folder : exercise.name());
    return names;
}

bool is_planned(const std::string& name, const Repository& repository) {
    if (id_numbered(name, repository.chapters)) return true;
    for (const auto& chapter : repository.chapters)
        for (const auto& planned : chapter.map) {
            const auto slug = planned.folder.substr(4);
            if (name == slug || name == planned.folder || name == chapter.folder + "/" + planned.folder)
                return true;
        }
    return false;
}

[[noreturn]] void refuse_name(const std::string& name, const Repository& repository) {
    if (is_planned(name, repository))
        throw UsageError(fmt::format("The exercise \"{}\" is planned, but not written yet.", name));
    const auto suggestion = did_you_mean(nearest(name, names_like(name, repository.exercises)));
    throw UsageError(fmt::format("There is no exercise \"{}\". {}", name,
                                 suggestion.empty() ? "`./gemmlings list` shows them all." : suggestion));
}

} // namespace

Repository Repository::read(const fs::path& root) {
    Repository repository;
    repository.root = fs::absolute(root);
    if (!fs::is_directory(repository.root / "chapters"))
        throw UsageError(
            fmt::format("{} has no folder chapters/: it is not a copy of Gemmlings.", root.string()));
    for (const auto& folder : folders_in(repository.root / "chapters"))
        if (const auto number = chapter_number(folder)) {
            repository.chapters.push_back(read_chapter(repository.root, folder, *number));
            read_exercises(repository.root, repository.chapters.back(), repository.exercises);
        }
    resolve_numbers(repository.chapters);
    return repository;
}

const Exercise& Repository::find(const std::string& name) const {
    std::vector<const Exercise*> found;
    for (const auto& exercise : exercises)
        if (matches(name, exercise)) found.push_back(&exercise);
    if (found.size() == 1) return *found.front();
    if (found.size() > 1)
        throw UsageError(fmt::format("\"{}\" may be {}: say which, for instance {}/{}.", name,
                                     joined_ids(found), found.front()->chapter.substr(0, 4), name));
    const auto id = id_of_path(root, name);
    for (const auto& exercise : exercises)
        if (exercise.id() == id || (exercise.gpu && exercise.id() + ".cu" == id)) return exercise;
    refuse_name(name, *this);
}

const Chapter& Repository::chapter_of(const Exercise& exercise) const {
    const auto found = std::find_if(chapters.begin(), chapters.end(), [&](const Chapter& chapter) {
        return chapter.folder == exercise.chapter;
    });
    if (found == chapters.end())
        throw std::logic_error(exercise.id() + " belongs to no chapter of this repository");
    return *found;
}

} // namespace gemmlings
