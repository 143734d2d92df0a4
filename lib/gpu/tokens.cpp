#include "gpu/tokens.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace gpu {

namespace {

bool starts_word(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || c == '$'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool continues_word(char c) { return starts_word(c) || is_digit(c); }

class Cutter {
  public:
    explicit Cutter(std::string_view text) : text(text) {}

    std::vector<Token> cut() {
        while (at < text.size()) step();
        return std::move(tokens);
    }

  private:
    std::string_view text;
    std::size_t at = 0;
    bool line_begins = true; ///< nothing but space since the line began
    int directive = 0, directives = 0;
    std::vector<Token> tokens;

    bool here(std::string_view what) const { return text.substr(at, what.size()) == what; }
    char peek(std::size_t ahead = 0) const { return at + ahead < text.size() ? text[at + ahead] : '\0'; }

    void add(Token::Kind kind, std::size_t end) {
        tokens.push_back({kind, text.substr(at, end - at), directive});
        at = end;
        line_begins = false;
    }

    void step() {
        const char c = peek();
        if (here("\\\n"))
            at += 2;
        else if (here("\\\r\n"))
            at += 3;
        else if (c == '\n')
            ++at, line_begins = true, directive = 0;
        else if (std::isspace(static_cast<unsigned char>(c)))
            ++at;
        else if (here("//"))
            at = end_of_line();
        else if (here("/*"))
            at = std::min(text.find("*/", at + 2), text.size() - 2) + 2;
        else
            token(c);
    }

    void token(char c) {
        if (c == '#' && line_begins) directive = ++directives;
        if (starts_word(c))
            word();
        else if (is_digit(c) || (c == '.' && is_digit(peek(1))))
            add(Token::Kind::number, number_end());
        else if (c == '"' || c == '\'')
            add(Token::Kind::literal, literal_end(at));
        else
            add(Token::Kind::sign, at + (here("::") || here("->") || here("##") ? 2 : 1));
    }

    /// A comment goes on behind a backslash at the end of its line.
    std::size_t end_of_line() const {
        std::size_t end = text.find('\n', at);
        while (end != std::string_view::npos && text[end - 1] == '\\') end = text.find('\n', end + 1);
        return std::min(end, text.size());
    }

    void word() {
        std::size_t end = at;
        while (end < text.size() && continues_word(text[end])) ++end;
        const auto name = text.substr(at, end - at);
        const bool prefix = name == "R" || name == "L" || name == "u" || name == "U" || name == "u8" ||
                            name == "LR" || name == "uR" || name == "UR" || name == "u8R";
        const char next = end < text.size() ? text[end] : '\0';
        if (prefix && next == '"' && name.back() == 'R') return add(Token::Kind::literal, raw_end(end));
        if (prefix && name.back() != 'R' && (next == '"' || next == '\''))
            return add(Token::Kind::literal, literal_end(end));
        add(Token::Kind::word, end);
    }

    std::size_t number_end() const {
        std::size_t end = at + 1;
        while (end < text.size()) {
            const char c = text[end], before = text[end - 1];
            const bool exponent =
                (c == '+' || c == '-') && std::string_view("eEpP").find(before) != std::string_view::npos;
            const bool separator = c == '\'' && end + 1 < text.size() && continues_word(text[end + 1]);
            if (!continues_word(c) && c != '.' && !exponent && !separator) break;
            ++end;
        }
        return end;
    }

    /// @param quote  where the opening quote stands
    std::size_t literal_end(std::size_t quote) const {
        for (std::size_t i = quote + 1; i < text.size() && text[i] != '\n'; ++i) {
            if (text[i] == '\\')
                ++i;
            else if (text[i] == text[quote])
                return i + 1;
        }
        return std::min(text.find('\n', quote), text.size());
    }

    std::size_t raw_end(std::size_t quote) const {
        const auto open = text.find('(', quote);
        if (open == std::string_view::npos) return literal_end(quote);
        const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
        const auto found = text.find(close, open);
        return found == std::string_view::npos ? text.size() : found + close.size();
    }
};

} // namespace

std::vector<Token> tokens_of(std::string_view text) { return Cutter(text).cut(); }

} // namespace gpu
