#include "cli/render.hpp"

#include "cli/formula.hpp"
#include "cli/hints.hpp"
#include "cli/statement.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/core.h>
#include <string_view>

namespace gemmlings {

namespace {

std::string counted(int number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

/// "a", "a and b", "a, b and c".
std::string enumeration(const std::vector<std::string>& names) {
    std::string result;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) result += i + 1 == names.size() ? " and " : ", ";
        result += names[i];
    }
    return result;
}

int page_width(const Terminal& terminal) { return std::min(terminal.width(), 100); }

constexpr std::string_view case_indent = "                  "; ///< where the names of the cases start

std::string painted_lines(std::string_view text, const Terminal& terminal, Mark mark) {
    std::string result;
    for (const auto& line : lines_of(text)) result += terminal.paint(mark, line) + "\n";
    return result;
}

std::string sentence(std::string_view text, const Terminal& terminal, Mark mark,
                     std::string_view indent = "") {
    return painted_lines(wrapped(text, page_width(terminal), indent, indent), terminal, mark);
}

/// Evidence keeps its columns, but a sentence among it is broken at words.
std::string evidence(std::string_view text, const Terminal& terminal, std::string_view indent = "    ") {
    std::string result;
    for (const auto& line : lines_of(text)) {
        const bool fits = columns_of(line) + static_cast<int>(indent.size()) <= page_width(terminal);
        result += fits ? indented(line, indent) : wrapped(line, page_width(terminal), indent, indent);
    }
    return result;
}

/// A file: address; what is not plain in an address is written as %XX.
std::string address_of(const fs::path& file) {
    std::string result = "file://";
    for (const unsigned char c : file.string()) {
        const bool plain = std::isalnum(c) != 0 || c == '/' || c == '.' || c == '_' || c == '-';
        result += plain ? std::string(1, static_cast<char>(c)) : fmt::format("%{:02X}", c);
    }
    return result;
}

/// A path that can be clicked, where the terminal is one that shows colours.
std::string link(const Terminal& terminal, const fs::path& file, const std::string& text) {
    if (!terminal.colours()) return text;
    return "\x1b]8;;" + address_of(file) + "\x1b\\" + text + "\x1b]8;;\x1b\\";
}

// Compiler messages
// ---------------------------------------------------------------------------------------------

/// One error or warning with all its lines.
struct Message {
    bool is_error = false;
    std::string text;
};

bool starts_message(std::string_view line, std::string_view kind) {
    return line.find(kind) != std::string_view::npos && !line.starts_with(" ");
}

/// "In file included from …" and "x.cpp: In function …" come before the message that they belong to.
bool introduces_message(std::string_view line) {
    return line.starts_with("In file included from") || line.starts_with("                 from") ||
           line.find(": In ") != std::string_view::npos || line.ends_with("required from here");
}

bool is_total(std::string_view line) { return line.ends_with(" generated."); }

std::vector<Message> messages_of(std::string_view text) {
    std::vector<Message> messages;
    std::string introduction;
    for (const auto& line : lines_of(text)) {
        const bool error = starts_message(line, "error:"), warning = starts_message(line, "warning:");
        if (is_total(line)) continue;
        if (introduces_message(line)) {
            introduction += line + "\n";
        } else if (error || warning) {
            messages.push_back({error, introduction + line + "\n"});
            introduction.clear();
        } else if (!messages.empty()) {
            messages.back().text += introduction + line + "\n";
            introduction.clear();
        } else {
            messages.push_back({true, line + "\n"}); // the linker's, or one that we do not know
        }
    }
    return messages;
}

/// At most so many lines, with a remark on how many were left out.
std::string first_lines(const std::string& text, std::size_t most) {
    const auto lines = lines_of(text);
    if (lines.size() <= most) return text;
    std::string result;
    for (std::size_t i = 0; i < most; ++i) result += lines[i] + "\n";
    return result + fmt::format("… and {} more lines\n", lines.size() - most);
}

/// The first message of a kind whole (a template's may fill the screen, so at most `most` lines), and how
/// many more.
std::string first_message(const Repository& repository, const Verdict& verdict, bool errors, std::size_t most,
                          const Terminal& terminal) {
    auto messages = messages_of(harmless(verdict.compiler_messages));
    std::erase_if(messages, [&](const Message& message) { return message.is_error != errors; });
    if (messages.empty()) return "";
    auto text = messages.front().text;
    const auto root = repository.root.string() + "/";
    for (auto at = text.find(root); at != std::string::npos; at = text.find(root, at))
        text.erase(at, root.size());
    text = indented(first_lines(text, most), "    ");
    const std::string_view kind = errors ? "error:" : "warning:";
    if (const auto at = text.find(kind); at != std::string::npos)
        text.replace(at, kind.size(), terminal.paint(errors ? Mark::bad : Mark::warn, kind));
    const auto more = messages.size() - 1;
    return text + (more > 0 ? fmt::format("    and {} more\n", more) : "");
}

// Verdict
// -------------------------------------------------------------------------------------------------------

/// The failure to show first: a mistake that was recognised tells more than any other.
struct Lead {
    const CaseResult* of = nullptr;
    const Failure* failure = nullptr;
};

Lead lead_of(const Verdict& verdict) {
    Lead lead;
    for (const auto& result : verdict.cases)
        for (const auto& failure : result.failures) {
            if (!failure.diagnosis.empty()) return {&result, &failure};
            if (!lead.failure) lead = {&result, &failure};
        }
    return lead;
}

std::string headline(const Verdict& verdict, const Terminal& terminal) {
    const auto score = fmt::format("{} of {}", verdict.points, counted(verdict.of, "point"));
    if (verdict.outcome == Outcome::passed)
        return terminal.paint(Mark::good, "✓ passed") + ", " + score + "\n";
    if (verdict.outcome == Outcome::not_judged) return terminal.paint(Mark::warn, "! not judged") + "\n";
    if (verdict.untouched)
        return terminal.paint(Mark::strong, "○ not started") +
               fmt::format(": {} to earn. Write your code in the file above and save it.\n",
                           counted(verdict.of, "point"));
    return terminal.paint(Mark::bad, "✗ not yet") + ", " + score + "\n";
}

std::string hint_pointer(const Exercise& exercise, int hint, std::optional<int> hints_open) {
    if (!hints_open)
        return fmt::format("Hint {} helps: ./gemmlings hint {} {}\n", hint, exercise.name(), hint);
    if (*hints_open >= hint) return fmt::format("Hint {} helps: see above.\n", hint);
    return fmt::format("Hint {} helps: press h{}.\n", hint, *hints_open + 1 < hint ? " until it shows" : "");
}

/// What is wrong, which hint helps, and the evidence.
std::string lead_text(const Exercise& exercise, const Lead& lead, const Terminal& terminal,
                      std::optional<int> hints_open) {
    auto text = sentence(harmless(lead.failure->sentence), terminal, Mark::strong);
    if (lead.failure->hint > 0) text += hint_pointer(exercise, lead.failure->hint, hints_open);
    text += "\n" + sentence("Seen in: " + lead.of->name, terminal, Mark::faint);
    return text + evidence(harmless(lead.failure->detail), terminal);
}

/// Status, points and name; a long name goes on below itself.
std::string case_text(const CaseResult& result, const Verdict& verdict, const Terminal& terminal) {
    const bool ran = verdict.compiled && !verdict.untouched;
    const auto points = fmt::format("{:>2}/{:<2}", result.passed ? result.points : 0, result.points);
    auto status = terminal.paint(Mark::bad, "✗ failed");
    if (result.passed) status = terminal.paint(Mark::good, "✓ passed");
    if (!ran) status = "○ open  ";
    const auto text =
        wrapped(result.name, page_width(terminal), fmt::format("  {} {}  ", status, points), case_indent);
    return ran ? text : painted_lines(text, terminal, Mark::faint);
}

/// All cases in the order of the test file; a failure that the lead has not told already gets its sentence.
std::string cases_text(const Verdict& verdict, const Lead& lead, const Terminal& terminal) {
    std::string text;
    for (const auto& result : verdict.cases) {
        text += case_text(result, verdict, terminal);
        for (const auto& remark : result.remarks)
            text += painted_lines(evidence(harmless(remark), terminal, case_indent), terminal, Mark::faint);
        if (verdict.untouched || result.failures.empty()) continue;
        const auto& told = result.failures.front().sentence;
        if (!lead.failure || told != lead.failure->sentence)
            text += sentence(harmless(told), terminal, Mark::faint, case_indent);
    }
    return text;
}

std::string printed_text(const Verdict& verdict) {
    const auto printed = harmless(verdict.printed);
    return trimmed(printed).empty() ? ""
                                    : "Your code printed:\n" + indented(first_lines(printed, 12), "    ");
}

std::string origin_line(const Verdict& verdict, const Terminal& terminal) {
    std::string line = verdict.backend;
    if (!verdict.compiler.empty()) line += ", " + verdict.compiler;
    line += fmt::format(", seed {}, {:.2f} s", verdict.seed, verdict.milliseconds / 1000);
    return terminal.paint(Mark::faint, line) + "\n";
}

std::string not_judged_text(const Verdict& verdict, const Terminal& terminal) {
    const auto reason = harmless(verdict.reason); // one sentence, and perhaps what a tool said
    const auto end = std::min(reason.find('\n'), reason.size());
    auto text = sentence(reason.substr(0, end), terminal, Mark::strong);
    const auto said = reason.substr(end) + "\n" + harmless(verdict.compiler_messages);
    text += evidence(first_lines(std::string(trimmed(said)), 12), terminal);
    return text +
           sentence("This is not your fault, and no points are lost. ./gemmlings doctor finds out what is "
                    "missing on this machine and names the command that mends it.",
                    terminal, Mark::plain);
}

/// The parts that are not empty, a blank line between them.
std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts)
        if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
    return text;
}

std::string for_locale(const std::string& text, const Terminal& terminal) {
    return terminal.unicode() ? text : ascii_text(text);
}

/// Why the file was not run at all: it does not compile, or it uses what it must not use.
std::string failed_as_a_whole(const Repository& repository, const Verdict& verdict,
                              const Terminal& terminal) {
    auto reason = harmless(verdict.reason);
    if (reason.empty() && !verdict.compiled) reason = "Your file does not compile.";
    if (reason.empty()) return "";
    const auto message = verdict.compiled ? "" : first_message(repository, verdict, true, 30, terminal);
    return joined({sentence(reason, terminal, Mark::strong), message});
}

std::string warning_text(const Repository& repository, const Verdict& verdict, const Terminal& terminal) {
    const auto text = verdict.compiled ? first_message(repository, verdict, false, 4, terminal) : "";
    return text.empty() ? "" : "The compiler warns:\n" + text;
}

// A real GPU
// ----------------------------------------------------------------------------------------------------

/// "4 of 5 cases passed, 1 needs the simulator"
std::string gpu_summary(const Verdict& verdict) {
    if (verdict.cases.empty()) return verdict.outcome == Outcome::failed ? "failed" : "not judged";
    int passed = 0, open = 0;
    for (const auto& result : verdict.cases) {
        passed += result.passed ? 1 : 0;
        open += result.open.empty() ? 0 : 1;
    }
    auto text =
        fmt::format("{} of {} passed", passed, counted(static_cast<int>(verdict.cases.size()), "case"));
    if (open > 0) text += fmt::format(", {} {} the simulator", open, open == 1 ? "needs" : "need");
    return text;
}

/// The cases that have not passed, each with the reason.
std::string failed_on_gpu(const Verdict& verdict, const Terminal& terminal) {
    constexpr std::string_view indent = "            ";
    std::string text;
    for (const auto& result : verdict.cases) {
        if (result.passed) continue;
        const bool open = !result.open.empty();
        const auto status = open ? "○ open  " : terminal.paint(Mark::bad, "✗ failed");
        text += wrapped(result.name, page_width(terminal), fmt::format("  {}  ", status), indent);
        const auto why = open ? result.open : result.failures.empty() ? "" : result.failures.front().sentence;
        text += sentence(harmless(why), terminal, Mark::faint, indent);
    }
    return text;
}

// Exercise
// ------------------------------------------------------------------------------------------------------

std::string title_text(const Exercise& exercise, const Terminal& terminal) {
    std::string stars;
    for (int i = 1; i <= 5; ++i) stars += i <= exercise.stars ? "★" : "☆";
    const auto detail = fmt::format("  {}  {}", stars, counted(exercise.points, "point"));
    return terminal.paint(Mark::strong,
                          fmt::format("{} {}: {}", exercise.number, exercise.name(), exercise.title)) +
           terminal.paint(Mark::faint, detail) + "\n";
}

/// "110_is_linear" for an id of the same chapter, the whole id for another's.
std::string short_id(const std::string& id, const Exercise& exercise) {
    const auto prefix = exercise.chapter + "/";
    return id.starts_with(prefix) ? id.substr(prefix.size()) : id;
}

std::string rules_text(const Repository& repository, const Exercise& exercise, const Terminal& terminal) {
    std::string text;
    const auto say = [&](std::vector<std::string> names, std::string_view before, std::string_view after) {
        if (!names.empty())
            text += wrapped(fmt::format("{}{}{}", before, enumeration(names), after),
                            std::min(terminal.width(), 92));
    };
    std::vector<std::string> before, tools;
    for (const auto& id : exercise.requires_) before.push_back(short_id(id, exercise));
    for (const auto& tool : exercise.tools) tools.push_back("tools::" + tool);
    auto forbidden = repository.chapter_of(exercise).forbids;
    for (const auto& family : exercise.forbids)
        if (std::find(forbidden.begin(), forbidden.end(), family) == forbidden.end())
            forbidden.push_back(family);
    say(before, "Builds on ", ".");
    say(forbidden, "Not allowed here: calling ", ".");
    say(tools, "You may call ", ".");
    return text;
}

std::string edit_line(const Repository& repository, const Exercise& exercise, const Terminal& terminal) {
    const auto file = exercise.stub();
    return "Edit " + link(terminal, repository.root / file, terminal.paint(Mark::strong, file.string())) +
           "\n";
}

} // namespace

std::string verdict_text(const Repository& repository, const Exercise& exercise, const Verdict& verdict,
                         const Terminal& terminal, std::optional<int> hints_open) {
    std::vector<std::string> parts = {headline(verdict, terminal)};
    if (verdict.outcome == Outcome::not_judged) {
        parts.push_back(not_judged_text(verdict, terminal));
        return for_locale(joined(parts), terminal);
    }
    const auto lead = verdict.untouched ? Lead() : lead_of(verdict);
    if (verdict.outcome == Outcome::failed && !verdict.untouched)
        parts.push_back(failed_as_a_whole(repository, verdict, terminal));
    if (lead.failure) parts.push_back(lead_text(exercise, lead, terminal, hints_open));
    parts.push_back(cases_text(verdict, lead, terminal));
    if (!verdict.untouched) parts.push_back(warning_text(repository, verdict, terminal));
    parts.push_back(printed_text(verdict));
    parts.push_back(origin_line(verdict, terminal));
    return for_locale(joined(parts), terminal);
}

std::string gpu_text(const Repository& repository, const GpuReport& report, const Terminal& terminal) {
    const auto& [gpu, verdict] = report;
    if (!gpu.missing.empty())
        return for_locale(sentence(fmt::format("On a real GPU: skipped, {}.", harmless(gpu.missing)),
                                   terminal, Mark::faint),
                          terminal);
    const auto head = fmt::format("On the GPU: {}, {}", harmless(gpu.name), gpu_summary(verdict));
    const auto mark = verdict.outcome == Outcome::passed   ? Mark::good
                      : verdict.outcome == Outcome::failed ? Mark::bad
                                                           : Mark::warn;
    return for_locale(joined({sentence(head, terminal, mark) + failed_on_gpu(verdict, terminal),
                              failed_as_a_whole(repository, verdict, terminal), printed_text(verdict),
                              origin_line(verdict, terminal)}),
                      terminal);
}

std::string exercise_text(const Repository& repository, const Exercise& exercise, const Terminal& terminal) {
    return for_locale(
        joined({title_text(exercise, terminal), statement_text(repository.root / exercise.header(), terminal),
                rules_text(repository, exercise, terminal), edit_line(repository, exercise, terminal)}),
        terminal);
}

std::string opening_of(const Repository& repository, const Exercise& exercise, const Terminal& terminal,
                       bool brief) {
    const auto title = title_text(exercise, terminal), edit = edit_line(repository, exercise, terminal);
    const auto paragraph = opening_text(repository.root / exercise.header(), terminal);
    return for_locale(brief ? title + edit : joined({title, paragraph, edit}), terminal);
}

std::string progress_bar(const Repository& repository, const Progress& progress, const Terminal& terminal) {
    int passed = 0, points = 0, of = 0;
    for (const auto& exercise : repository.exercises) {
        const auto entry = progress.of(exercise);
        passed += entry.status == Status::passed ? 1 : 0;
        points += entry.points;
        of += exercise.points;
    }
    constexpr int cells = 24;
    const auto total = static_cast<int>(repository.exercises.size());
    const int filled = total > 0 ? cells * passed / total : 0;
    std::string done, open;
    for (int i = 0; i < cells; ++i) (i < filled ? done : open) += i < filled ? "█" : "░";
    const auto bar = "[" + terminal.paint(Mark::good, done) + terminal.paint(Mark::faint, open) + "]";
    return for_locale(fmt::format("{} {} of {} exercises, {} of {} points\n", bar, passed, total, points, of),
                      terminal);
}

} // namespace gemmlings
