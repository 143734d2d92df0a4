#include "judge/families.hpp"

#include <algorithm>
#include <array>

namespace judge {

namespace {

struct Routine {
    std::string_view family, name;
};

constexpr Routine factorizations[] = {
#define JUDGE_ROW(family, name) {#family, #name},
    JUDGE_FACTORIZATIONS(JUDGE_ROW)
#undef JUDGE_ROW
};

/// The vector part of BLAS; the rest is in the families GEMM and TRI.
constexpr std::string_view vector_blas[] = {"asum", "axpy", "copy", "dot",  "dotc", "dotu", "nrm2",
                                            "rot",  "rotg", "scal", "swap", "spmv", "sbmv"};

bool holds(const std::vector<std::string>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// Removes `prefix` from the front of `symbol`, if it stands there.
bool strip(std::string_view& symbol, std::string_view prefix) {
    if (!symbol.starts_with(prefix)) return false;
    symbol.remove_prefix(prefix.size());
    return true;
}

/// The name of the tool in a mangled symbol such as _ZN5tools8svd_fullERKN4arma3MatIdEE.
std::optional<std::string_view> tool_in(std::string_view symbol) {
    strip(symbol, "_"); // macOS writes one underscore more
    if (!strip(symbol, "ZN5tools") && !strip(symbol, "_ZN5tools")) return std::nullopt;
    std::size_t length = 0;
    while (!symbol.empty() && symbol[0] >= '0' && symbol[0] <= '9') {
        length = 10 * length + static_cast<std::size_t>(symbol[0] - '0');
        symbol.remove_prefix(1);
    }
    // What follows the name of a function of the namespace is E; a member of a struct such as Svd is no tool.
    if (length >= symbol.size() || symbol[length] != 'E') return std::nullopt;
    return symbol.substr(0, length);
}

/// dgesdd_ -> gesdd, if the symbol has the shape [sdcz]NAME[_].
std::optional<std::string_view> routine_name(std::string_view symbol) {
    if (symbol.ends_with('_')) symbol.remove_suffix(1);
    if (symbol.size() < 4 || std::string_view("sdcz").find(symbol[0]) == std::string_view::npos)
        return std::nullopt;
    return symbol.substr(1);
}

/// What a learner may call instead, as a sentence; empty if there is nothing.
std::string hands_out(const std::vector<std::string>& tools) {
    std::string list;
    for (std::size_t i = 0; i < tools.size(); ++i)
        list += (i == 0 ? "" : i + 1 < tools.size() ? ", " : " and ") + ("tools::" + tools[i]);
    return list.empty() ? "" : " It hands out " + list + ".";
}

bool is_blas(std::string_view family) { return family == "GEMM"; }

bool forbids_routine(const Routine& routine, const std::vector<std::string>& forbids) {
    const bool level3_solve = routine.name == "trsm" || routine.name == "trsv"; // BLAS, though they solve
    const bool blas = is_blas(routine.family) || level3_solve;
    return holds(forbids, routine.family) || holds(forbids, blas ? "BLAS" : "LAPACK");
}

} // namespace

std::string_view family_in_words(std::string_view family) {
    constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"LU", "elimination, that is LU factorization, solving or inverting"},
        {"CHOL", "Cholesky factorization"},
        {"QR", "QR factorization"},
        {"LS", "least squares"},
        {"TRI", "triangular solve"},
        {"SVD", "singular value decomposition"},
        {"EIG", "eigenvalue decomposition"},
        {"GEMM", "matrix product"},
        {"LAPACK", "every factorization of LAPACK"},
        {"BLAS", "every routine of BLAS"},
        {"CBLAS", "every routine of CBLAS"},
        {"CUBLAS", "every function of cuBLAS"},
    };
    for (const auto& [name, text] : words)
        if (name == family) return text;
    return family;
}

std::optional<std::string> forbidden(std::string_view symbol, const std::vector<std::string>& forbids,
                                     const std::vector<std::string>& tools) {
    const std::string shown(symbol);
    if (symbol == "dlopen" || symbol == "dlsym" || symbol == "dlvsym")
        return shown + ", which loads other code; no exercise needs it.";
    const auto mentions = [&](std::string_view part) { return symbol.find(part) != std::string_view::npos; };
    if (mentions("N5judge") || mentions("NK5judge")) return "what belongs to the judge (namespace judge).";
    if (const auto tool = tool_in(symbol)) {
        // Results such as tools::Svd are types; their destructors come with the tool that returns one.
        const bool type = !tool->empty() && tool->front() >= 'A' && tool->front() <= 'Z';
        if (type || holds(tools, *tool)) return std::nullopt;
        return "tools::" + std::string(*tool) + ", which this exercise does not hand out." + hands_out(tools);
    }
    strip(symbol, "wrapper2_") || strip(symbol, "wrapper_");
    const bool c_interface = strip(symbol, "cblas_");
    if (!c_interface) strip(symbol, "LAPACKE_");
    const auto named = [&](std::string_view family) {
        return shown + " (" + std::string(family) + "), which this exercise forbids." + hands_out(tools);
    };
    if (symbol.starts_with("cublas") && holds(forbids, "CUBLAS")) return named(family_in_words("CUBLAS"));
    const auto name = routine_name(symbol);
    if (!name) return std::nullopt;
    for (const Routine& routine : factorizations)
        if (routine.name == *name &&
            (forbids_routine(routine, forbids) || (c_interface && holds(forbids, "CBLAS"))))
            return named(family_in_words(routine.family));
    const bool vector_routine =
        std::find(std::begin(vector_blas), std::end(vector_blas), *name) != std::end(vector_blas);
    if (vector_routine && holds(forbids, c_interface ? "CBLAS" : "BLAS")) return named("BLAS");
    return std::nullopt;
}

} // namespace judge
