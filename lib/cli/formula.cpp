#include "cli/formula.hpp"

#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

namespace gemmlings {

namespace {

/// A command of TeX without arguments, what it looks like, and how ASCII says it.
struct Symbol {
    std::string_view command, unicode, ascii;
};

constexpr Symbol letters[] = {
    {"alpha", "α", "alpha"},
    {"beta", "β", "beta"},
    {"gamma", "γ", "gamma"},
    {"delta", "δ", "delta"},
    {"epsilon", "ε", "eps"},
    {"varepsilon", "ε", "eps"},
    {"zeta", "ζ", "zeta"},
    {"eta", "η", "eta"},
    {"theta", "θ", "theta"},
    {"vartheta", "ϑ", "theta"},
    {"iota", "ι", "iota"},
    {"kappa", "κ", "kappa"},
    {"lambda", "λ", "lambda"},
    {"mu", "μ", "mu"},
    {"nu", "ν", "nu"},
    {"xi", "ξ", "xi"},
    {"pi", "π", "pi"},
    {"rho", "ρ", "rho"},
    {"sigma", "σ", "sigma"},
    {"tau", "τ", "tau"},
    {"phi", "φ", "phi"},
    {"varphi", "φ", "phi"},
    {"chi", "χ", "chi"},
    {"psi", "ψ", "psi"},
    {"omega", "ω", "omega"},
    {"Gamma", "Γ", "Gamma"},
    {"Delta", "Δ", "Delta"},
    {"Theta", "Θ", "Theta"},
    {"Lambda", "Λ", "Lambda"},
    {"Xi", "Ξ", "Xi"},
    {"Pi", "Π", "Pi"},
    {"Sigma", "Σ", "Sigma"},
    {"Phi", "Φ", "Phi"},
    {"Psi", "Ψ", "Psi"},
    {"Omega", "Ω", "Omega"},
    {"ell", "ℓ", "l"},
    {"infty", "∞", "inf"},
    {"partial", "∂", "d"},
    {"nabla", "∇", "grad "},
    {"emptyset", "∅", "{}"},
    {"varnothing", "∅", "{}"},
    {"hbar", "ħ", "h"},
    {"top", "ᵀ", "^T"},
    {"prime", "′", "'"},
    {"dagger", "†", "+"},
    {"ldots", "…", "..."},
    {"dots", "…", "..."},
    {"cdots", "⋯", "..."},
    {"vdots", "⋮", ":"},
    {"ddots", "⋱", "..."},
    {"forall", "∀", "for all "},
    {"exists", "∃", "exists "},
    {"sum", "∑", "sum"},
    {"prod", "∏", "prod"},
    {"int", "∫", "int"},
    {"langle", "⟨", "<"},
    {"rangle", "⟩", ">"},
    {"lfloor", "⌊", "floor("},
    {"rfloor", "⌋", ")"},
    {"lceil", "⌈", "ceil("},
    {"rceil", "⌉", ")"},
    {"lvert", "|", "|"},
    {"rvert", "|", "|"},
    {"vert", "|", "|"},
    {"lVert", "‖", "||"},
    {"rVert", "‖", "||"},
    {"Vert", "‖", "||"},
    {"|", "‖", "||"},
    {"{", "{", "{"},
    {"}", "}", "}"},
    {"%", "%", "%"},
    {"#", "#", "#"},
    {"&", "&", "&"},
    {"_", "_", "_"},
    {"$", "$", "$"},
    {"lbrace", "{", "{"},
    {"rbrace", "}", "}"},
    {"backslash", "\\", "\\"},
    {"cdot", "·", "*"},
    {"colon", ":", ":"},
    {"quad", "  ", "  "},
    {"qquad", "    ", "    "},
    {",", " ", " "},
    {";", " ", " "},
    {":", " ", " "},
    {" ", " ", " "},
    {"!", "", ""},
};

/// Operators that stand between two blanks.
constexpr Symbol relations[] = {
    {"le", "≤", "<="},
    {"leq", "≤", "<="},
    {"leqslant", "≤", "<="},
    {"ge", "≥", ">="},
    {"geq", "≥", ">="},
    {"geqslant", "≥", ">="},
    {"lt", "<", "<"},
    {"gt", ">", ">"},
    {"ll", "≪", "<<"},
    {"gg", "≫", ">>"},
    {"ne", "≠", "!="},
    {"neq", "≠", "!="},
    {"approx", "≈", "~"},
    {"equiv", "≡", "=="},
    {"sim", "∼", "~"},
    {"propto", "∝", "~"},
    {"in", "∈", "in"},
    {"notin", "∉", "not in"},
    {"ni", "∋", "contains"},
    {"subset", "⊂", "subset of"},
    {"subseteq", "⊆", "subset of"},
    {"cup", "∪", "union"},
    {"cap", "∩", "intersected with"},
    {"setminus", "∖", "\\"},
    {"perp", "⊥", "perpendicular to"},
    {"parallel", "∥", "||"},
    {"mid", "|", "|"},
    {"to", "→", "->"},
    {"rightarrow", "→", "->"},
    {"longrightarrow", "→", "->"},
    {"leftarrow", "←", "<-"},
    {"gets", "←", "<-"},
    {"mapsto", "↦", "|->"},
    {"Rightarrow", "⇒", "=>"},
    {"implies", "⇒", "=>"},
    {"Leftrightarrow", "⇔", "<=>"},
    {"iff", "⇔", "<=>"},
    {"times", "×", "x"},
    {"pm", "±", "+-"},
    {"mp", "∓", "-+"},
    {"odot", "⊙", ".*"},
    {"otimes", "⊗", "(x)"},
    {"oplus", "⊕", "(+)"},
    {"circ", "∘", "o"},
    {"ast", "∗", "*"},
    {"star", "⋆", "*"},
    {"div", "÷", "/"},
    {"land", "∧", "and"},
    {"wedge", "∧", "and"},
    {"lor", "∨", "or"},
    {"vee", "∨", "or"},
    {"mod", "mod", "mod"},
    {"bmod", "mod", "mod"},
};

constexpr Symbol blackboard[] = {
    {"R", "ℝ", "R"}, {"N", "ℕ", "N"}, {"Z", "ℤ", "Z"}, {"C", "ℂ", "C"},
    {"Q", "ℚ", "Q"}, {"E", "𝔼", "E"}, {"P", "ℙ", "P"}, {"F", "𝔽", "F"},
};

/// Marks that Unicode sets over the character before.
constexpr Symbol accents[] = {
    {"hat", "\u0302", "^"},      {"widehat", "\u0302", "^"}, {"bar", "\u0304", "~"},
    {"overline", "\u0304", "~"}, {"tilde", "\u0303", "~"},   {"widetilde", "\u0303", "~"},
    {"vec", "\u20D7", "~"},      {"dot", "\u0307", "'"},
};

/// What stands in text but never comes from TeX; for ascii_text.
constexpr Symbol others[] = {
    {"", "✓", "+"},      {"", "✗", "x"},  {"", "★", "*"},  {"", "☆", "."},    {"", "○", "o"}, {"", "●", "*"},
    {"", "█", "#"},      {"", "░", "-"},  {"", "─", "-"},  {"", "│", "|"},    {"", "❯", ">"}, {"", "–", "-"},
    {"", "—", "-"},      {"", "“", "\""}, {"", "”", "\""}, {"", "‘", "'"},    {"", "’", "'"}, {"", "•", "*"},
    {"", "√", "sqrt"},   {"", "−", "-"},  {"", "↑", "up"}, {"", "↓", "down"}, {"", "▏", "_"}, {"", "é", "e"},
    {"", "ö", "o"},      {"", "ä", "a"},  {"", "ü", "u"},  {"", "²", "^2"},   {"", "∎", "."}, {"", "ℒ", "L"},
    {"", "\u00A0", " "},
};

/// Commands that set their argument in another face, and brackets that only change their size.
constexpr std::string_view faces[] = {"mathrm",     "mathbf", "mathit",   "mathsf",   "mathtt",
                                      "text",       "textrm", "textbf",   "textit",   "texttt",
                                      "boldsymbol", "bm",     "mathcal",  "mbox",     "operatorname",
                                      "mathscr",    "mathop", "mathfrak", "textstyle"};
constexpr std::string_view silent[] = {
    "left",  "right", "big",   "bigl",  "bigr",         "Big",    "Bigl",   "Bigr", "bigg",    "biggl",
    "biggr", "Bigg",  "Biggl", "Biggr", "displaystyle", "limits", "middle", "bigm", "nonumber"};

/// Characters that Unicode has raised and lowered, each with its plain one.
struct Script {
    std::string_view plain, shifted;
};
constexpr Script raised[] = {
    {"0", "⁰"}, {"1", "¹"}, {"2", "²"}, {"3", "³"}, {"4", "⁴"}, {"5", "⁵"}, {"6", "⁶"}, {"7", "⁷"},
    {"8", "⁸"}, {"9", "⁹"}, {"+", "⁺"}, {"-", "⁻"}, {"=", "⁼"}, {"(", "⁽"}, {")", "⁾"}, {"a", "ᵃ"},
    {"b", "ᵇ"}, {"c", "ᶜ"}, {"d", "ᵈ"}, {"e", "ᵉ"}, {"f", "ᶠ"}, {"g", "ᵍ"}, {"h", "ʰ"}, {"i", "ⁱ"},
    {"j", "ʲ"}, {"k", "ᵏ"}, {"l", "ˡ"}, {"m", "ᵐ"}, {"n", "ⁿ"}, {"o", "ᵒ"}, {"p", "ᵖ"}, {"r", "ʳ"},
    {"s", "ˢ"}, {"t", "ᵗ"}, {"u", "ᵘ"}, {"v", "ᵛ"}, {"w", "ʷ"}, {"x", "ˣ"}, {"y", "ʸ"}, {"z", "ᶻ"},
    {"H", "ᴴ"}, {"T", "ᵀ"}, {"×", "ˣ"}, {"ᵀ", "ᵀ"}, {"′", "′"}, {"*", "*"}, {"·", "·"}, {"†", "†"},
    {"∗", "*"}, {"⋆", "*"}, {"⊥", "⊥"},
};
constexpr Script lowered[] = {
    {"0", "₀"}, {"1", "₁"}, {"2", "₂"}, {"3", "₃"}, {"4", "₄"}, {"5", "₅"}, {"6", "₆"}, {"7", "₇"},
    {"8", "₈"}, {"9", "₉"}, {"+", "₊"}, {"-", "₋"}, {"=", "₌"}, {"(", "₍"}, {")", "₎"}, {"a", "ₐ"},
    {"e", "ₑ"}, {"h", "ₕ"}, {"i", "ᵢ"}, {"j", "ⱼ"}, {"k", "ₖ"}, {"l", "ₗ"}, {"m", "ₘ"}, {"n", "ₙ"},
    {"o", "ₒ"}, {"p", "ₚ"}, {"r", "ᵣ"}, {"s", "ₛ"}, {"t", "ₜ"}, {"u", "ᵤ"}, {"v", "ᵥ"}, {"x", "ₓ"},
    {"β", "ᵦ"}, {"γ", "ᵧ"}, {"ρ", "ᵨ"}, {"φ", "ᵩ"},
};

const Symbol* named(std::span<const Symbol> table, std::string_view command) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](auto& s) { return s.command == command; });
    return found == table.end() ? nullptr : &*found;
}

template<class Table> bool contains(const Table& table, std::string_view name) {
    return std::find(std::begin(table), std::end(table), name) != std::end(table);
}

bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

void trim_right(std::string& text) { text.erase(text.find_last_not_of(' ') + 1); }

/// All characters shifted by the table, or nothing if one of them has no such form.
std::string shifted(std::string_view text, std::span<const Script> table) {
    std::string result;
    while (!text.empty()) {
        const auto glyph = next_glyph(text);
        text.remove_prefix(glyph.bytes.size());
        if (glyph.bytes == " ") continue;
        const auto found =
            std::find_if(table.begin(), table.end(), [&](auto& s) { return s.plain == glyph.bytes; });
        if (found == table.end()) return "";
        result += found->shifted;
    }
    return result;
}

/// Whether a text can stand beside an operator without parentheses: one name, one number, or something
/// enclosed.
bool is_single(std::string_view text) {
    if (columns_of(text) <= 1) return true;
    int depth = 0;
    bool bars = false;
    for (char c : text) {
        if (c == '(' || c == '[') ++depth;
        if (c == ')' || c == ']') --depth;
        if (c == '|') bars = !bars;
        if (depth == 0 && !bars && (c == ' ' || c == '+' || c == '-' || c == '/' || c == ',')) return false;
    }
    return true;
}

std::string enclosed(const std::string& text) { return is_single(text) ? text : "(" + text + ")"; }

/// Reads TeX from left to right and writes text.
class Reader {
  public:
    explicit Reader(std::string_view tex) : rest(tex) {}

    /// Up to the end, or to the brace that closes the group.
    std::string group() {
        std::string text;
        while (!rest.empty() && rest[0] != '}') atom(text);
        trim_right(text);
        return text;
    }

  private:
    std::string_view rest;
    bool norm_open = false; ///< the next ‖ closes

    /// Reads one character, group, script or command and adds it to the text.
    void atom(std::string& text) {
        const char c = rest[0];
        if (c == '\\') return command(text);
        if (c == '{') {
            text += argument();
            return;
        }
        if (c == '^' || c == '_') {
            rest.remove_prefix(1);
            return script(text, c);
        }
        if (std::isspace(static_cast<unsigned char>(c)) || c == '~') {
            rest.remove_prefix(1);
            return blank(text);
        }
        if (rest.starts_with(":=")) {
            rest.remove_prefix(2);
            return relation(text, ":=");
        }
        if (c == '=' || c == '<' || c == '>') {
            rest.remove_prefix(1);
            return relation(text, std::string_view(&c, 1));
        }
        const auto glyph = next_glyph(rest);
        if (c == '\'')
            text += "′";
        else if (c != '&') // the alignment of several lines
            text += glyph.bytes;
        rest.remove_prefix(glyph.bytes.size());
    }

    void skip_blanks() {
        while (!rest.empty() && std::isspace(static_cast<unsigned char>(rest[0]))) rest.remove_prefix(1);
    }

    static void blank(std::string& text) {
        if (!text.empty() && text.back() != ' ' && text.back() != '\n' && !text.ends_with("·")) text += ' ';
    }

    void relation(std::string& text, std::string_view sign) {
        blank(text);
        text += sign;
        text += ' ';
        skip_blanks();
    }

    /// The next group, command or character.
    std::string argument() {
        skip_blanks();
        if (rest.empty()) return "";
        if (rest[0] != '{') {
            std::string text;
            atom(text);
            trim_right(text);
            return text;
        }
        rest.remove_prefix(1);
        const auto text = group();
        if (!rest.empty()) rest.remove_prefix(1); // the closing brace
        return text;
    }

    void script(std::string& text, char kind) {
        trim_right(text);
        auto content = argument();
        std::erase(content, ' ');
        if (content.empty()) return;
        const auto small = kind == '^' ? shifted(content, raised) : shifted(content, lowered);
        if (!small.empty())
            text += small;
        else
            text += kind + (columns_of(content) == 1 ? content : "(" + content + ")");
    }

    std::string_view command_name() {
        rest.remove_prefix(1); // the backslash
        std::size_t length = 0;
        while (length < rest.size() && is_letter(rest[length])) ++length;
        length = std::min(std::max<std::size_t>(length, 1), rest.size());
        const auto name = rest.substr(0, length);
        rest.remove_prefix(length);
        return name;
    }

    void command(std::string& text) {
        const auto name = command_name();
        if (name == "\\") return new_line(text);
        if (name == "begin") return environment(text);
        if (name == "end") {
            argument();
            return;
        }
        if (name == "frac" || name == "tfrac" || name == "dfrac") return fraction(text);
        if (name == "sqrt") return root(text);
        if (name == "cdot") return product(text);
        if (name == "mathbb") return face(text, blackboard);
        if (const auto* accent = named(accents, name)) return accented(text, *accent);
        if (const auto* sign = named(relations, name)) return relation(text, sign->unicode);
        if (const auto* letter = named(letters, name)) return symbol(text, letter->unicode);
        if (contains(silent, name)) return bracket_size();
        if (contains(faces, name)) {
            if (!rest.empty() && rest[0] == '*') rest.remove_prefix(1); // \operatorname*
            return face(text, {});
        }
        // \log, \max, and what we do not know
        if (!text.empty() && is_letter(text.back()) && !name.empty() && is_letter(name[0])) text += ' ';
        text += name;
    }

    /// A Greek letter before a name: the blank between them only ended the command.
    bool is_factor(std::string_view sign) const {
        const auto next = rest.find_first_not_of(' ');
        const bool greek = sign.starts_with("\xCE") || sign.starts_with("\xCF");
        return greek && next != std::string_view::npos && is_letter(rest[next]);
    }

    /// Brackets keep no blank inside, and an operator none before its operand.
    void symbol(std::string& text, std::string_view sign) {
        const bool norm = sign == "‖", closing = sign == "⌋" || sign == "⌉" || (norm && norm_open);
        if (norm) norm_open = !norm_open;
        if (closing) trim_right(text);
        text += sign;
        const bool opening = sign == "⌊" || sign == "⌈" || (norm && norm_open);
        if (opening || sign == "∂" || sign == "∇" || is_factor(sign)) skip_blanks();
    }

    static void new_line(std::string& text) {
        trim_right(text);
        text += '\n';
    }

    /// \left. and \right. stand for no bracket at all.
    void bracket_size() {
        if (!rest.empty() && rest[0] == '.') rest.remove_prefix(1);
    }

    void product(std::string& text) {
        trim_right(text);
        text += "·";
        skip_blanks();
    }

    void fraction(std::string& text) {
        const auto above = argument(), below = argument();
        // 1/2 x would read as 1/(2x)
        text += enclosed(above) + "/" + enclosed(below);
        if (!rest.empty() && is_letter(rest[0])) text += ' ';
    }

    void root(std::string& text) {
        std::string degree;
        if (!rest.empty() && rest[0] == '[') {
            const auto end = std::min(rest.find(']'), rest.size() - 1);
            degree = shifted(rest.substr(1, end - 1), raised);
            rest.remove_prefix(end + 1);
        }
        const auto content = argument();
        text +=
            degree + "√" + (columns_of(content) == 1 || is_number(content) ? content : "(" + content + ")");
    }

    static bool is_number(std::string_view text) {
        return std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    }

    void face(std::string& text, std::span<const Symbol> table) {
        const auto content = argument();
        const auto* symbol = named(table, content);
        text += symbol ? std::string(symbol->unicode) : content;
    }

    void accented(std::string& text, const Symbol& accent) {
        const auto content = argument();
        if (columns_of(content) == 1)
            text.append(content).append(accent.unicode);
        else
            text.append(accent.command).append("(").append(content).append(")");
    }

    /// The environments: matrices as [a b; c d], cases as { a; b }, aligned lines as lines.
    void environment(std::string& text) {
        const auto name = argument();
        const auto end = std::min(rest.find("\\end{" + name + "}"), rest.size());
        const auto content = rest.substr(0, end);
        rest.remove_prefix(std::min(end + name.size() + 6, rest.size()));
        const bool matrix = name.find("matrix") != std::string::npos, cases = name == "cases";
        auto inner = Reader(content).group();
        const auto lines = lines_of(inner);
        if (!matrix && !cases) {
            text += trimmed(inner);
            return;
        }
        std::string joined;
        for (const auto& line : lines) {
            if (trimmed(line).empty()) continue;
            joined.append(joined.empty() ? "" : "; ").append(trimmed(line));
        }
        text += (cases ? "{ " : "[") + joined + (cases ? " }" : "]");
    }
};

/// A run of raised or lowered characters in ASCII: ᵐˣⁿ becomes ^(mxn).
std::string ascii_script(std::string_view& text, std::span<const Script> table, char mark) {
    std::string plain;
    while (!text.empty()) {
        const auto glyph = next_glyph(text);
        const auto found =
            std::find_if(table.begin(), table.end(), [&](auto& s) { return s.shifted == glyph.bytes; });
        if (found == table.end() || glyph.bytes.size() == 1 || glyph.bytes == "·") break;
        plain += found->plain.size() == 1 ? found->plain : "?";
        text.remove_prefix(glyph.bytes.size());
    }
    if (plain.empty()) return "";
    return mark + (plain.size() == 1 ? plain : "(" + plain + ")");
}

std::string ascii_glyph(std::string_view glyph) {
    for (std::span<const Symbol> table :
         {std::span<const Symbol>(letters), std::span<const Symbol>(relations),
          std::span<const Symbol>(blackboard), std::span<const Symbol>(others)})
        for (const auto& symbol : table)
            if (symbol.unicode == glyph) return std::string(symbol.ascii);
    return "?";
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Takes what is not ASCII from the front of the text: a run of scripts, an accented letter, a symbol.
std::string take_as_ascii(std::string_view& text) {
    auto script = ascii_script(text, raised, '^');
    if (script.empty()) script = ascii_script(text, lowered, '_');
    if (!script.empty()) return script;
    const auto glyph = next_glyph(text).bytes;
    text.remove_prefix(glyph.size());
    return is_ascii(glyph.substr(0, 1)) ? std::string(glyph.substr(0, 1)) + "^" : ascii_glyph(glyph);
}

} // namespace

std::string formula_text(std::string_view tex) {
    std::string text;
    Reader reader(tex);
    text = reader.group();
    return std::string(trimmed(text));
}

std::string ascii_text(std::string_view text) {
    std::string result;
    bool after_word = false; // a letter became a word, which must not run into the next letter
    while (!text.empty()) {
        const auto glyph = next_glyph(text);
        auto replacement = std::string(glyph.bytes);
        if (is_ascii(glyph.bytes))
            text.remove_prefix(glyph.bytes.size());
        else
            replacement = take_as_ascii(text);
        const bool word = !is_ascii(glyph.bytes) && replacement.size() > 1 && is_letter(replacement[0]);
        const bool meets_letter = !replacement.empty() && is_letter(replacement[0]);
        if (meets_letter && (after_word || (word && !result.empty() && is_letter(result.back()))))
            result += ' ';
        after_word = word && is_letter(replacement.back());
        result += replacement;
    }
    return result;
}

} // namespace gemmlings
