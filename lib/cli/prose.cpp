#include "cli/prose.hpp"

#include "cli/formula.hpp"
#include "cli/text.hpp"

#include <algorithm>

namespace gemmlings {

namespace {

constexpr int widest = 92; // longer lines are hard to read

/// Stands for a blank at which no line is broken.
constexpr std::string_view fixed_blank = "\u00A0";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

bool is_command_at(std::string_view text, std::string_view name) {
    return text.size() > name.size() && (text[0] == '@' || text[0] == '\\') &&
           text.substr(1).starts_with(name);
}

std::size_t find_command(std::string_view text, std::string_view name, std::size_t from = 0) {
    for (auto at = from; at < text.size(); ++at)
        if (is_command_at(text.substr(at), name)) return at;
    return std::string_view::npos;
}

/// Splits the first word off.
std::string_view take_word(std::string_view& text) {
    text = trimmed(text);
    const auto end = std::min(text.find_first_of(" \t\n"), text.size());
    const auto word = text.substr(0, end);
    text = trimmed(text.substr(end));
    return word;
}

/// Formats what stands inside a paragraph: formulas, `code`, **bold**, commands such as @c and @ref.
class Inline {
  public:
    explicit Inline(const Terminal& terminal) : terminal(terminal) {}

    std::string format(std::string_view text) {
        rest = text;
        result.clear();
        while (!rest.empty())
            if (!formula() && !code() && !bold() && !emphasis() && !command()) plain();
        return result;
    }

  private:
    const Terminal& terminal;
    std::string_view rest;
    std::string result;

    void plain() {
        const auto glyph = next_glyph(rest);
        result += glyph.bytes;
        rest.remove_prefix(glyph.bytes.size());
    }

    bool formula() {
        if (!is_command_at(rest, "f$")) return false;
        const auto end = find_command(rest, "f$", 3);
        auto text = formula_text(rest.substr(3, std::min(end, rest.size()) - 3));
        if (columns_of(text) < 40) replace_all(text, " ", fixed_blank);
        result += text;
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 3);
        return true;
    }

    bool code() {
        const auto end = rest[0] == '`' ? rest.find('`', 1) : std::string_view::npos;
        if (end == std::string_view::npos) return false;
        const auto inside = rest.substr(1, end - 1);
        result +=
            terminal.colours() ? terminal.paint(Mark::strong, inside) : std::string(rest.substr(0, end + 1));
        rest.remove_prefix(end + 1);
        return true;
    }

    bool bold() {
        const auto end = rest.starts_with("**") ? rest.find("**", 2) : std::string_view::npos;
        if (end == std::string_view::npos) return false;
        result += terminal.paint(Mark::strong, Inline(terminal).format(rest.substr(2, end - 2)));
        rest.remove_prefix(end + 2);
        return true;
    }

    /// *word*: a terminal's plain text needs no mark for it. "a * b" and "a*b" are products.
    bool emphasis() {
        if (rest.size() < 3 || rest[0] != '*' || rest[1] == ' ' || rest[1] == '*') return false;
        if (!result.empty() && std::string_view(" \n(\"").find(result.back()) == std::string_view::npos)
            return false;
        const auto end = rest.find('*', 1);
        if (end == std::string_view::npos || rest[end - 1] == ' ') return false;
        result += Inline(terminal).format(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
        return true;
    }

    /// A command that formats or links the next word. "@@" and "\\" stand for the character itself.
    bool command() {
        if (rest.size() < 2 || (rest[0] != '@' && rest[0] != '\\')) return false;
        if (rest[1] == rest[0]) {
            result += rest[0];
            rest.remove_prefix(2);
            return true;
        }
        for (std::string_view name : {"c ", "p ", "a ", "e ", "em ", "b ", "ref ", "cite ", "n "}) {
            if (!rest.substr(1).starts_with(name)) continue;
            rest.remove_prefix(1 + name.size());
            if (name == "ref ") reference();
            return true;
        }
        return false;
    }

    /// @ref target "text": the text where there is one, the target otherwise.
    void reference() {
        const auto end = std::min(rest.find_first_of(" \t\n"), rest.size());
        const auto after = rest.substr(end);
        const auto quote = after.find_first_not_of(" \t\n");
        if (quote == std::string_view::npos || after[quote] != '"') return;
        const auto closing = after.find('"', quote + 1);
        if (closing == std::string_view::npos) return;
        result += after.substr(quote + 1, closing - quote - 1);
        rest = after.substr(closing + 1);
    }
};

/// A paragraph, an item of a list or a command of Doxygen, before it is wrapped.
struct Block {
    std::string mark, hang; ///< what its first line and the others start with
    std::string label;      ///< formatted text before the source
    std::string text;       ///< source
};

/// Reads the source line by line and writes blocks.
class Writer {
  public:
    Writer(const Terminal& terminal, std::string_view indent)
        : terminal(terminal), indent(indent), width(std::min(terminal.width(), widest)) {}

    std::string write(std::string_view source) {
        for (const auto& line : lines_of(source)) read(line);
        end_block();
        return std::string(trimmed_right(result)) + "\n";
    }

  private:
    const Terminal& terminal;
    std::string indent;
    int width;
    std::string result;
    Block block;
    bool open = false;          ///< a block is being read
    bool in_list = false;       ///< indented lines go on with an item, elsewhere they are code
    bool in_code = false;       ///< the last line written was an indented line of code
    bool in_table = false;      ///< the last line written was a row of a table
    bool tight = false;         ///< the block before was of the same kind: no blank line between
    std::string verbatim_until; ///< inside code: the line that ends it
    std::string formula;        ///< inside a displayed formula: its source
    bool in_formula = false;

    void read(const std::string& line) {
        const auto text = trimmed(line);
        if (!verbatim_until.empty()) return read_verbatim(line, text);
        if (in_formula) return read_formula(text);
        if (text.empty()) {
            end_block();
            tight = in_code = in_table = false;
        } else if (text.starts_with("```") || is_command_at(text, "code") ||
                   is_command_at(text, "verbatim")) {
            end_block();
            separate();
            verbatim_until = text.starts_with("```")       ? "```"
                             : is_command_at(text, "code") ? "endcode"
                                                           : "endverbatim";
        } else if (find_command(text, "f[") != std::string_view::npos ||
                   find_command(text, "f{") != std::string_view::npos) {
            start_formula(text);
        } else if (text.starts_with("|")) {
            end_block();
            if (!in_table) separate();
            in_table = true;
            result += indent + Inline(terminal).format(text) + "\n";
        } else if (!open && !in_list && line.starts_with("    ")) {
            if (!in_code) separate();
            in_code = true;
            result += indent + line + "\n";
        } else if (!heading(text) && !item(line, text) && !command(text)) {
            if (!open) {
                start({});
                in_list = in_list && line.starts_with("  ");
            }
            block.text += std::string(text) + "\n";
        }
    }

    void read_verbatim(const std::string& line, std::string_view text) {
        const bool end = text == verbatim_until || (text.size() > 1 && text.substr(1) == verbatim_until);
        if (end)
            verbatim_until.clear();
        else
            result += line.empty() ? "\n" : indent + "    " + line + "\n";
    }

    /// `text \f[ formula \f] text`, on one line or on several.
    void start_formula(std::string_view text) {
        const auto bracket = find_command(text, "f[");
        const auto at = std::min(bracket, find_command(text, "f{"));
        if (at > 0) read(std::string(text.substr(0, at)));
        end_block();
        in_formula = true;
        auto rest = text.substr(at + 3);
        if (at != bracket) rest.remove_prefix(std::min(rest.find('}') + 1, rest.size())); // {align*}
        if (rest.starts_with("{")) rest.remove_prefix(1);
        read_formula(rest);
    }

    void read_formula(std::string_view text) {
        const auto end = std::min(find_command(text, "f]"), find_command(text, "f}"));
        formula.append(text.substr(0, std::min(end, text.size()))).append(" ");
        if (end == std::string_view::npos) return;
        in_formula = false;
        separate();
        for (const auto& line : lines_of(formula_text(formula)))
            result += indent + "    " + std::string(trimmed(line)) + "\n";
        formula.clear();
        // what follows belongs to the sentence before, but starts a line
        result += "\n";
        auto after = std::string(trimmed(text.substr(end + 3)));
        if (after == "." || after == ",") after.clear();
        if (!after.empty()) read(after);
    }

    bool heading(std::string_view text) {
        const auto level = text.find_first_not_of('#');
        if (level == 0 || level == std::string_view::npos || text[level] != ' ') return false;
        end_block();
        separate();
        result += indent +
                  terminal.paint(Mark::strong, Inline(terminal).format(trimmed(text.substr(level)))) + "\n";
        return true;
    }

    /// "- text", "* text", "1. text", as deep as the line is indented.
    bool item(std::string_view line, std::string_view text) {
        const auto digits = text.find_first_not_of("0123456789");
        const bool numbered =
            digits != 0 && digits != std::string_view::npos && text.substr(digits).starts_with(". ");
        if (!numbered && !text.starts_with("- ") && !text.starts_with("* ")) return false;
        in_list = true;
        const auto mark_length = numbered ? digits + 2 : 2;
        const auto mark = numbered ? std::string(text.substr(0, mark_length)) : std::string("- ");
        const std::string depth(std::min<std::size_t>(line.find_first_not_of(' '), 8), ' ');
        start({depth + mark, depth + std::string(mark_length, ' '), "",
               std::string(text.substr(mark_length)) + "\n"},
              true);
        return true;
    }

    /// @param, @return and their like start a block with a word of their own.
    bool command(std::string_view text) {
        if (text[0] != '@' && text[0] != '\\') return false;
        const auto length = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz", 1), text.size());
        const auto name = text.substr(1, length - 1);
        auto rest = text.substr(length);
        if (name == "param" || name == "tparam") return argument(rest);
        if (name == "return" || name == "returns" || name == "result") return labelled("Returns ", rest);
        if (name == "throws" || name == "throw" || name == "exception") {
            const auto type = take_word(rest);
            return labelled("Throws " + std::string(type) + " ", rest);
        }
        if (name == "pre") return labelled("You may rely on: ", rest);
        if (name == "post") return labelled("Afterwards: ", rest);
        if (name == "note" || name == "remark") return labelled("Note: ", rest);
        if (name == "warning" || name == "attention") return labelled("Careful: ", rest);
        if (name == "see" || name == "sa") return labelled("See ", rest);
        if (name == "accuracy") return labelled("Accuracy: ", rest); // of docs/aliases.cfg
        if (name == "brief" || name == "details" || name == "short") return labelled("", rest);
        if (name == "par") {
            end_block();
            return heading("# " + std::string(trimmed(rest)));
        }
        for (std::string_view ignored :
             {"file", "ingroup", "addtogroup", "defgroup", "name", "anchor", "snippet", "include", "image",
              "tableofcontents", "internal", "nosubgrouping"})
            if (name == ignored) return true;
        return text == "@{" || text == "@}";
    }

    bool argument(std::string_view rest) {
        bool written = false;
        if (rest.starts_with("[")) {
            const auto end = std::min(rest.find(']'), rest.size() - 1);
            written = rest.substr(0, end).find("out") != std::string_view::npos;
            rest.remove_prefix(end + 1);
        }
        const auto name = std::string(take_word(rest));
        return labelled(terminal.paint(Mark::strong, name) + (written ? " (written): " : ": "), rest, true);
    }

    bool labelled(const std::string& label, std::string_view text, bool hanging = false) {
        in_list = false;
        start({"", hanging ? "    " : "", label, std::string(text) + "\n"}, hanging);
        return true;
    }

    void start(Block next, bool in_row = false) {
        end_block();
        if (!(in_row && tight)) separate();
        block = std::move(next);
        open = true;
        tight = in_row;
    }

    void end_block() {
        if (!open) return;
        open = false;
        auto text = block.label + Inline(terminal).format(trimmed(block.text));
        if (!terminal.unicode()) text = ascii_text(text); // before wrapping: it is longer
        text = wrapped(text, width, indent + block.mark, indent + block.hang);
        replace_all(text, fixed_blank, " ");
        result += text;
    }

    /// A blank line before what comes next, but never two.
    void separate() {
        if (!result.empty() && !result.ends_with("\n\n")) result += "\n";
    }
};

} // namespace

std::string prose_text(std::string_view source, const Terminal& terminal, std::string_view indent) {
    return Writer(terminal, indent).write(source);
}

} // namespace gemmlings
