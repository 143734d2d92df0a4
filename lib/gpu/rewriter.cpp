#include "gpu/rewriter.hpp"

#include "gpu/not_offered.hpp"
#include "gpu/tokens.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

namespace gpu {

namespace {

constexpr std::size_t none = ~std::size_t{0};

bool opens(const Token& token) { return token.is("(") || token.is("[") || token.is("{"); }
bool closes(const Token& token) { return token.is(")") || token.is("]") || token.is("}"); }

/// Replacements in a text, which is then put together once.
class Edits {
  public:
    void replace(const Token& token, std::string with) {
        all.push_back({token.text.data(), token.text.size(), std::move(with)});
    }
    void insert_before(const Token& token, std::string what) {
        all.push_back({token.text.data(), 0, std::move(what)});
    }
    void insert_after(const Token& token, std::string what) {
        all.push_back({token.text.data() + token.text.size(), 0, std::move(what)});
    }

    std::string applied_to(std::string_view text) {
        std::stable_sort(all.begin(), all.end(), [](const Edit& a, const Edit& b) {
            return a.at != b.at ? a.at < b.at : a.length == 0 && b.length > 0; // insertions come first
        });
        std::string result;
        const char* done = text.data();
        for (const Edit& edit : all) {
            if (edit.at < done) continue; // inside of something that was replaced
            result.append(done, edit.at);
            result += edit.with;
            done = edit.at + edit.length;
        }
        return result.append(done, text.data() + text.size());
    }

  private:
    struct Edit {
        const char* at;
        std::size_t length;
        std::string with;
    };
    std::vector<Edit> all;
};

class Rewriter {
  public:
    explicit Rewriter(std::string_view text) : text(text), tokens(tokens_of(text)) {}

    std::string rewrite() {
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            follow_scopes(i);
            if (chevrons(i, "<"))
                launch(i);
            else if (tokens[i].is("__shared__"))
                shared(i);
            else if (is_memory_space(tokens[i]))
                variable(i);
            else if (is_cast_pointer(i))
                edits.insert_before(tokens[i], "+"); // no class can be given to reinterpret_cast
            else if (tokens[i].is("__noinline__") && !(i > 0 && tokens[i - 1].is("(")))
                edits.replace(tokens[i], "__attribute__((noinline))"); // the standard library has it as well
            else if (is_include(i))
                include(i);
            else if (tokens[i].is_word())
                refuse(i, is_assembly(i) ? not_offered_assembly() : not_offered_name(tokens[i].text));
        }
        return edits.applied_to(text);
    }

  private:
    /// Tokens [begin, end).
    struct Range {
        std::size_t begin, end;
        bool empty() const { return begin >= end; }
    };

    std::string_view text;
    std::vector<Token> tokens;
    Edits edits;
    std::vector<bool> scopes; ///< of the braces that are open: whether it is that of a namespace
    std::set<std::size_t> statements_done;
    std::set<std::string, std::less<>> pointers; ///< names of dynamic shared memory at namespace scope
    int registered = 0;

    static bool is_memory_space(const Token& token) {
        return token.is("__device__") || token.is("__constant__") || token.is("__managed__");
    }

    bool chevrons(std::size_t i, std::string_view sign) const {
        return i + 2 < tokens.size() && tokens[i].is(sign) && tokens[i + 1].is(sign) &&
               tokens[i + 2].is(sign) && tokens[i].touches(tokens[i + 1]) &&
               tokens[i + 1].touches(tokens[i + 2]);
    }

    void follow_scopes(std::size_t i) {
        if (tokens[i].directive) return;
        if (tokens[i].is("{")) scopes.push_back(opens_namespace(i));
        if (tokens[i].is("}") && !scopes.empty()) scopes.pop_back();
    }

    bool opens_namespace(std::size_t brace) const {
        std::size_t i = brace;
        while (i > 0 && (tokens[i - 1].is_word() || tokens[i - 1].is("::")) && !tokens[i - 1].directive) {
            --i;
            if (tokens[i].is("namespace")) return true;
        }
        return brace > 1 && tokens[brace - 2].is("extern") && tokens[brace - 1].kind == Token::Kind::literal;
    }

    bool at_namespace_scope() const {
        return std::all_of(scopes.begin(), scopes.end(), [](bool space) { return space; });
    }

    /// Whether it is such a name as the operand of a cast: `reinterpret_cast<T*>(name)`.
    bool is_cast_pointer(std::size_t i) const {
        return i > 1 && i + 1 < tokens.size() && tokens[i - 2].is(">") && tokens[i - 1].is("(") &&
               tokens[i + 1].is(")") && pointers.count(tokens[i].text) > 0;
    }

    // ---- what is not offered ----

    /// The compiler says it where it is used, and not where the preprocessor leaves it out.
    void refuse(std::size_t i, const std::string& sentence) {
        if (!sentence.empty())
            edits.insert_before(tokens[i], "_Pragma(" + quoted("GCC error " + quoted(sentence)) + ") ");
    }

    bool is_assembly(std::size_t i) const {
        if (!tokens[i].is("asm") && !tokens[i].is("__asm__") && !tokens[i].is("__asm")) return false;
        std::size_t next = i + 1;
        if (next < tokens.size() && (tokens[next].is("volatile") || tokens[next].is("__volatile__"))) ++next;
        return next < tokens.size() && tokens[next].is("(");
    }

    bool is_include(std::size_t i) const {
        return i > 0 && i + 1 < tokens.size() && tokens[i].is("include") && tokens[i - 1].is("#") &&
               tokens[i].directive;
    }

    void include(std::size_t at) {
        const auto line = text.substr(static_cast<std::size_t>(tokens[at].text.data() - text.data()));
        const auto open = line.find_first_of("<\""), end = line.find('\n');
        if (open == std::string_view::npos || open > end) return;
        const auto close = line.find_first_of(">\"", open + 1);
        const auto sentence = not_offered_header(line.substr(open + 1, close - open - 1));
        if (!sentence.empty()) edits.replace(tokens[at], "error " + sentence + " //");
    }

    // ---- text ----

    /// The tokens in one line: comments and line breaks have become single spaces.
    std::string in_one_line(Range range) const {
        std::string result;
        for (std::size_t i = range.begin; i < range.end; ++i) {
            if (i > range.begin && !tokens[i - 1].touches(tokens[i])) result += ' ';
            result += tokens[i].text;
        }
        return result;
    }

    static std::string quoted(const std::string& plain) {
        std::string result = "\"";
        for (const char c : plain) {
            if (c == '"' || c == '\\') result += '\\';
            result += c;
        }
        return result + '"';
    }

    /// The bracket that closes the one at `open`, or none.
    std::size_t closing(std::size_t open) const {
        int depth = 0;
        for (std::size_t i = open; i < tokens.size(); ++i) {
            if (opens(tokens[i])) ++depth;
            if (closes(tokens[i]) && --depth == 0) return i;
        }
        return none;
    }

    std::size_t opening(std::size_t close) const {
        int depth = 0;
        for (std::size_t i = close + 1; i-- > 0;) {
            if (closes(tokens[i])) ++depth;
            if (opens(tokens[i]) && --depth == 0) return i;
        }
        return none;
    }

    // ---- launches ----

    void launch(std::size_t open) {
        const std::size_t callee = callee_begin(open);
        const std::size_t close = configuration_end(open + 3);
        if (callee == none || close == none) return;
        const std::size_t arguments = close + 3, end = closing(arguments);
        if (end == none) return;
        const auto list = parts({arguments + 1, end});
        const bool zero = std::any_of(list.begin(), list.end(), [&](Range part) { return is_zero(part); });
        const std::string plain = in_one_line({callee, open});
        const std::string as_null = zero ? " -> decltype(" + plain + "(gpu_a...))" : "";
        edits.insert_before(tokens[callee], "(::gpu::launch(" + name_of(callee, open) +
                                                ", [&](auto&... gpu_a) GPU_LAUNCHED" + as_null + " { ");
        replace_chevrons(open, "(gpu_a...); }, ::gpu::Config(");
        replace_chevrons(close, ")");
        edits.replace(tokens[arguments], separator({arguments + 1, end}));
        for (const Range part : list) literal_argument(part);
        edits.replace(tokens[end], "))");
    }

    void replace_chevrons(std::size_t at, const std::string& with) {
        edits.replace(tokens[at], with);
        edits.replace(tokens[at + 1], "");
        edits.replace(tokens[at + 2], "");
    }

    /// What stands between the configuration and the arguments.
    std::string separator(Range arguments) const {
        if (arguments.empty()) return "";
        return tokens[arguments.begin].is("__VA_ARGS__") ? " __VA_OPT__(,) " : ", ";
    }

    /// Where the expression begins that names the kernel: k, ns::k<T, 3>, (pick(n)), table[i], s.k.
    std::size_t callee_begin(std::size_t chevron) const {
        std::size_t i = chevron;
        while (i > 0) {
            const std::size_t operand = operand_begin(i);
            if (operand == none) return none;
            i = operand;
            if (i > 0 && tokens[i - 1].is("template")) --i;
            if (i == 0 || !(tokens[i - 1].is("::") || tokens[i - 1].is(".") || tokens[i - 1].is("->") ||
                            tokens[i - 1].is("##")))
                return i;
            --i;
            const bool leading = tokens[i].is("::") && (i == 0 || !continues_name(tokens[i - 1]));
            if (leading) return i;
        }
        return none;
    }

    static bool continues_name(const Token& token) {
        return (token.is_word() && !token.is("return")) || token.is(">");
    }

    /// The beginning of the name, call, subscript or parenthesis that ends before `end`.
    std::size_t operand_begin(std::size_t end) const {
        std::size_t i = end;
        if (i > 0 && tokens[i - 1].is(">")) i = angle_begin(i - 1);
        while (i != none && i > 0 && (tokens[i - 1].is(")") || tokens[i - 1].is("]"))) {
            i = opening(i - 1);
            const bool parenthesised = i != none && tokens[i].is("(") &&
                                       (i == 0 || !continues_name(tokens[i - 1]) || tokens[i - 1].is(">"));
            if (parenthesised) return i;
        }
        return i == none || i == 0 || !tokens[i - 1].is_word() ? none : i - 1;
    }

    std::size_t angle_begin(std::size_t close) const {
        int depth = 0;
        for (std::size_t i = close + 1; i-- > 0;) {
            if (tokens[i].is(")") || tokens[i].is("]") || tokens[i].is("}")) {
                i = opening(i);
                if (i == none) return none;
            } else if (tokens[i].is(">")) {
                ++depth;
            } else if (tokens[i].is("<") && --depth == 0) {
                return i;
            }
        }
        return none;
    }

    std::size_t configuration_end(std::size_t i) const {
        for (; i + 3 < tokens.size(); ++i) {
            if (opens(tokens[i])) {
                i = closing(i);
                if (i == none) return none;
            } else if (chevrons(i, ">") && tokens[i + 3].is("(")) {
                return i;
            }
        }
        return none;
    }

    /// Between the commas that stand in no bracket.
    std::vector<Range> parts(Range range) const {
        std::vector<Range> result;
        if (range.empty()) return result;
        std::size_t begin = range.begin;
        for (std::size_t i = range.begin; i < range.end; ++i) {
            if (opens(tokens[i])) {
                const std::size_t end = closing(i);
                if (end == none || end >= range.end) break;
                i = end;
            } else if (tokens[i].is(",")) {
                result.push_back({begin, i});
                begin = i + 1;
            }
        }
        result.push_back({begin, range.end});
        return result;
    }

    bool is_zero(Range part) const { return part.end - part.begin == 1 && tokens[part.begin].is("0"); }

    /// A literal loses what it may be converted to when it becomes a parameter: 0 may be a null pointer.
    void literal_argument(Range part) {
        if (is_zero(part)) edits.replace(tokens[part.begin], "::gpu::Zero{}");
        if (part.end - part.begin == 1 && tokens[part.begin].is("NULL"))
            edits.replace(tokens[part.begin], "nullptr");
    }

    /// The kernel's name as a literal. In a macro whose parameter it is: what the parameter stands for.
    std::string name_of(std::size_t begin, std::size_t end) const {
        const bool parameter = end - begin == 1 && is_macro_parameter(begin);
        return parameter ? "#" + std::string(tokens[begin].text) : quoted(in_one_line({begin, end}));
    }

    bool is_macro_parameter(std::size_t at) const {
        const int directive = tokens[at].directive;
        if (!directive) return false;
        std::size_t i = at;
        while (i > 0 && tokens[i - 1].directive == directive) --i;
        const bool function_like = i + 3 < at && tokens[i + 1].is("define") && tokens[i + 3].is("(") &&
                                   tokens[i + 2].touches(tokens[i + 3]);
        if (!function_like) return false;
        for (std::size_t p = i + 4; p < at && !tokens[p].is(")"); ++p)
            if (tokens[p].text == tokens[at].text) return true;
        return false;
    }

    // ---- shared memory ----

    /// The statement around token `i`; it ends at its semicolon.
    std::optional<Range> statement(std::size_t i) const {
        std::size_t begin = i;
        const auto ends = [](const Token& t) { return t.is(";") || t.is("{") || t.is("}") || t.is(":"); };
        while (begin > 0 && !ends(tokens[begin - 1]) && tokens[begin - 1].directive == tokens[i].directive) {
            if (tokens[begin - 1].is(")")) { // of an attribute, or of an if, a for or a macro's parameters
                const std::size_t open = opening(begin - 1);
                if (open == none || open == 0 || !is_attribute(tokens[open - 1])) break;
                begin = open;
            }
            --begin;
        }
        for (std::size_t end = i; end < tokens.size(); ++end) {
            if (tokens[end].is(";")) return Range{begin, end};
            if (opens(tokens[end])) end = closing(end);
            if (end == none) break;
        }
        return std::nullopt;
    }

    static bool is_attribute(const Token& token) {
        return token.is("__align__") || token.is("alignas") || token.is("__attribute__") ||
               token.is("__launch_bounds__");
    }

    struct Declarator {
        Range stars;             ///< `*` and qualifiers before the name
        std::size_t name;        ///< its token
        Range dimensions;        ///< `[32][33]`
        bool incomplete = false; ///< the first dimension is missing
    };

    void shared(std::size_t at) {
        const auto whole = statement(at);
        if (!whole || !statements_done.insert(whole->begin).second) return;
        bool external = false;
        std::vector<std::size_t> removed;
        const std::size_t type_begin = leave_out_specifiers(*whole, removed, external);
        const auto first = declarator({type_begin, first_comma({type_begin, whole->end})});
        if (!first) return refuse(at, not_offered_shared());
        std::string type;
        const std::size_t type_end = first->stars.empty() ? first->name : first->stars.begin;
        for (std::size_t i = type_begin; i < type_end; ++i)
            if (std::find(removed.begin(), removed.end(), i) == removed.end())
                type += (type.empty() ? "" : " ") + std::string(tokens[i].text);
        if (type.empty()) return refuse(at, not_offered_shared());
        for (const std::size_t i : removed) edits.replace(tokens[i], "");
        std::size_t begin = type_end;
        while (begin < whole->end) {
            const std::size_t end = first_comma({begin, whole->end});
            if (const auto one = declarator({begin, end}))
                external && one->incomplete ? dynamic(*one, type, whole->begin) : fixed(*one, type);
            begin = end + 1;
        }
    }

    /// Marks what a reference does not need: storage class and alignment. Returns where the type begins.
    std::size_t leave_out_specifiers(Range whole, std::vector<std::size_t>& removed, bool& external) const {
        std::size_t type_begin = none;
        for (std::size_t i = whole.begin; i < whole.end; ++i) {
            const Token& token = tokens[i];
            external = external || token.is("extern");
            if (token.is("__shared__") || token.is("extern") || token.is("static")) {
                removed.push_back(i);
            } else if (is_attribute(token) && i + 1 < whole.end && tokens[i + 1].is("(")) {
                const std::size_t end = closing(i + 1);
                for (; i <= end && i < whole.end; ++i) removed.push_back(i);
                --i;
            } else if (type_begin == none) {
                type_begin = i;
            }
        }
        return type_begin == none ? whole.end : type_begin;
    }

    /// The first comma that stands in no bracket and in no template argument list; else the end.
    std::size_t first_comma(Range range) const {
        int angles = 0;
        for (std::size_t i = range.begin; i < range.end; ++i) {
            if (opens(tokens[i])) i = std::min(closing(i), range.end);
            if (i >= range.end) break;
            if (tokens[i].is("<")) ++angles;
            if (tokens[i].is(">") && angles > 0) --angles;
            if (tokens[i].is(",") && angles == 0) return i;
        }
        return range.end;
    }

    /// Finds the name: the last word before the first bracket or the initialiser that stands in no template
    /// argument list.
    std::optional<Declarator> declarator(Range range) const {
        int angles = 0;
        std::size_t name = none, i = range.begin;
        for (; i < range.end; ++i) {
            const Token& token = tokens[i];
            if (token.is("<")) ++angles;
            if (token.is(">")) --angles;
            const bool attribute = is_attribute(token) && i + 1 < range.end && tokens[i + 1].is("(");
            if (attribute) {
                i = closing(i + 1);
                if (i >= range.end) return std::nullopt;
                continue;
            }
            if (angles > 0) continue;
            if (token.is("[") || token.is("=") || token.is("{") || token.is("(")) break;
            if (token.is_word()) name = i;
        }
        if (name == none || (i < range.end && (tokens[i].is("(") || name + 1 != i))) return std::nullopt;
        Declarator result{{name, name}, name, {i, i}};
        while (result.stars.begin > range.begin && is_star(result.stars)) --result.stars.begin;
        while (result.dimensions.end < range.end && tokens[result.dimensions.end].is("["))
            result.dimensions.end = closing(result.dimensions.end) + 1;
        result.incomplete = i + 1 < range.end && tokens[i].is("[") && tokens[i + 1].is("]");
        return result;
    }

    /// Whether one more token before these belongs to a pointer's declarator.
    bool is_star(Range stars) const {
        const Token& before = tokens[stars.begin - 1];
        if (before.is("*")) return true;
        const bool qualifier = before.is("const") || before.is("volatile") || before.is("__restrict__");
        return qualifier && stars.begin > 1 && tokens[stars.begin - 2].is("*");
    }

    void fixed(const Declarator& one, const std::string& type) {
        const std::string dimensions = in_one_line(one.dimensions), name(tokens[one.name].text);
        edits.replace(tokens[one.name], one.dimensions.empty() ? "&" + name : "(&" + name + ")");
        const std::size_t last = one.dimensions.empty() ? one.name : one.dimensions.end - 1;
        edits.insert_after(tokens[last], " = ::gpu::shared<" + type + in_one_line(one.stars) + dimensions +
                                             ">(\"" + name + "\", [] {})");
    }

    /// `extern __shared__ T s[];` is the memory whose size the launch says: a pointer, because several types
    /// may share its name.
    void dynamic(const Declarator& one, const std::string& type, std::size_t begin) {
        const std::string name(tokens[one.name].text);
        const Range rest{one.dimensions.begin + 2, one.dimensions.end};
        const std::string element = type + in_one_line(one.stars) + in_one_line(rest);
        edits.replace(tokens[one.dimensions.begin], "");
        edits.replace(tokens[one.dimensions.begin + 1], "");
        const std::size_t last = one.dimensions.end - 1;
        if (at_namespace_scope()) {
            edits.insert_before(tokens[begin], "[[maybe_unused]] static const ::gpu::DynamicShared<" +
                                                   element + "> " + name + "{\"" + name +
                                                   "\"}; using gpu_type_" + std::to_string(++registered) +
                                                   " = ");
            edits.replace(tokens[one.name], "");
            pointers.insert(name);
        } else {
            edits.replace(tokens[one.name], rest.empty() ? "*" + name : "(*" + name + ")");
            edits.insert_after(tokens[last], " = ::gpu::dynamic_shared<" + element + ">(\"" + name + "\")");
        }
    }

    // ---- variables in global and constant memory ----

    void variable(std::size_t at) {
        if (!at_namespace_scope()) return;
        const auto whole = statement(at);
        if (!whole || !statements_done.insert(whole->begin).second) return;
        bool constant = false, managed = false;
        for (std::size_t i = whole->begin; i < whole->end; ++i) {
            if (tokens[i].is("extern") || tokens[i].is("__global__") || tokens[i].is("__host__")) return;
            constant = constant || tokens[i].is("__constant__");
            managed = managed || tokens[i].is("__managed__");
        }
        const char* space = constant ? "constant" : managed ? "managed" : "device";
        std::string registrations;
        for (std::size_t begin = whole->begin; begin < whole->end;) {
            const std::size_t end = first_comma({begin, whole->end});
            const auto one = declarator({begin, end});
            if (!one || one->name == whole->begin || (begin == whole->begin && one->name < at)) return;
            const std::string name(tokens[one->name].text);
            registrations += " static const ::gpu::Registered gpu_registered_" +
                             std::to_string(++registered) + "(" + name + ", \"" + name +
                             "\", ::gpu::Space::" + space + ");";
            begin = end + 1;
        }
        edits.insert_after(tokens[whole->end], registrations);
    }
};

} // namespace

std::string rewritten(std::string_view text) { return Rewriter(text).rewrite(); }

} // namespace gpu
