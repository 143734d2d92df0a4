#include "cli/submission.hpp"

#include "cli/cuda.hpp"
#include "cli/files.hpp"
#include "judge/families.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sstream>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gemmlings {

namespace {

constexpr double compile_seconds = 60;

/// Names that stand for the file and the object in a recorded command line.
constexpr const char* any_source = "gemmlings_any_source.cpp";
constexpr const char* any_object = "gemmlings_any_object.o";

/// The flags that make the compiler use the precompiled header of an exercise. There is none of optimized
/// code.
std::vector<std::string> header_flags(const Repository& repository, const Toolchain& toolchain,
                                      const Exercise& exercise, const CompileOptions& options) {
    if (options.optimized) return {};
    const std::string& header = options.instrumented                   ? toolchain.instrumented
                                : uses_armadillo(repository, exercise) ? toolchain.armadillo
                                                                       : toolchain.views;
    if (toolchain.clang) return {"-include-pch", header};
    // One of g++'s has no debugging information and cannot be used where there is to be some.
    if (options.debug)
        return {"-include", header == toolchain.armadillo ? "judge/warm.hpp" : "judge/warm_views.hpp"};
    return {"-include", fs::path(header).replace_extension("")}; // g++ finds NAME.gch when asked for NAME
}

std::vector<std::string> compile_command(const Repository& repository, const Toolchain& toolchain,
                                         const Exercise& exercise, const std::string& source,
                                         const std::string& object, const CompileOptions& options) {
    std::vector<std::string> command{toolchain.compiler};
    const auto add = [&](const std::vector<std::string>& flags) {
        command.insert(command.end(), flags.begin(), flags.end());
    };
    add(toolchain.flags);
    if (options.instrumented) add(toolchain.instrumentation);
    if (options.optimized) add(toolchain.optimization);
    // A parameter that a stub does not use yet is no mistake.
    add({"-Wall", "-Wextra", "-Wno-unused-parameter"});
    if (options.debug) command.emplace_back("-g");
    command.emplace_back(toolchain.clang ? "-ferror-limit=20" : "-fmax-errors=20");
    add(header_flags(repository, toolchain, exercise, options));
    command.push_back("-I" + (repository.root / exercise.home()).string());
    command.insert(command.end(), {"-c", source, "-o", object});
    return command;
}

/// The words of one line of `clang -###`: each in double quotes, with backslashes before quotes and
/// backslashes.
std::vector<std::string> quoted_words(const std::string& line) {
    std::vector<std::string> words;
    bool inside = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"') {
            if (!inside) words.emplace_back();
            inside = !inside;
        } else if (inside) {
            if (line[i] == '\\' && i + 1 < line.size()) ++i;
            words.back() += line[i];
        }
    }
    return words;
}

/// The driver of clang starts the compiler proper as a second process; its command line is asked for once,
/// kept in the build folder, and used directly. Empty if it cannot be had.
std::vector<std::string> direct_command(const Repository& repository, const Toolchain& toolchain,
                                        const Exercise& exercise, const CompileOptions& options = {}) {
    auto command = compile_command(repository, toolchain, exercise, any_source, any_object, options);
    std::string key;
    for (const auto& word : command) key += word + "\n";
    const auto record = toolchain.build / "submissions" /
                        ((options.instrumented ? "instrumented-" : "command-") + exercise.stem() + ".txt");
    const auto known = read_text(record).value_or("");
    const auto mark = key + "=\n";
    if (!known.starts_with(mark)) {
        command.insert(command.begin() + 1, "-###");
        write_text(record.parent_path() / any_source, ""); // the driver looks whether it is there
        const auto answer = run(command, {.folder = record.parent_path()});
        std::istringstream lines(answer.err);
        std::string direct;
        for (std::string line; std::getline(lines, line);)
            if (line.find("\"-cc1\"") != std::string::npos) direct = line;
        if (direct.empty()) return {};
        write_text(record, mark + direct + "\n");
        return quoted_words(direct);
    }
    return quoted_words(known.substr(mark.size()));
}

void replace_names(std::vector<std::string>& command, const std::string& source, const std::string& object) {
    for (auto& word : command) {
        if (word == any_source) word = source;
        if (word == any_object) word = object;
    }
}

std::string relative_to(const fs::path& root, const fs::path& file) {
    const auto relative = fs::absolute(file).lexically_normal().lexically_relative(root);
    return relative.empty() || relative.string().starts_with("..") ? file.string() : relative.string();
}

/// The first forbidden thing that the object refers to. Through Armadillo's templates an object may refer to
/// LAPACK that it never calls; there the runner listens to what is really called.
std::string forbidden_symbol(const Repository& repository, const Exercise& exercise,
                             const std::string& undefined) {
    auto forbids = exercise.forbids;
    const auto& chapter = repository.chapter_of(exercise).forbids;
    forbids.insert(forbids.end(), chapter.begin(), chapter.end());
    const bool armadillo = uses_armadillo(repository, exercise);
    std::istringstream lines(undefined);
    for (std::string line; std::getline(lines, line);) {
        const auto symbol = line.substr(line.rfind(' ') + 1);
        // Fortran's names; a mangled C++ name may end in _ as well.
        const bool through_templates = armadillo && symbol.ends_with('_') && !symbol.starts_with("_Z");
        if (through_templates) continue;
        if (const auto why = judge::forbidden(symbol, forbids, exercise.tools)) return *why;
    }
    return "";
}

/// Functions of the C library that lib/trace/library_calls.cpp has instead, where accesses are announced.
constexpr std::array announced_by_wrappers = {"memcpy",        "memmove",       "memset", "memcmp",
                                              "malloc",        "free",          "calloc", "realloc",
                                              "aligned_alloc", "posix_memalign"};

/// Scans and links an object while neither waits for the other.
void link(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
          const fs::path& object, Compiled& result, bool instrumented = false) {
    const auto shared = fs::path(object).replace_extension(".so");
    Child scan({"nm", "-u", object.string()});
#ifdef __linux__
    std::vector<std::string> command{toolchain.linker,
                                     "-shared",
                                     "--eh-frame-hdr",
                                     "-z",
                                     "noexecstack",
                                     "-Bsymbolic",
                                     object.string(),
                                     (toolchain.build / "pch" / "handle.o").string(),
                                     "-o",
                                     shared.string()};
    if (instrumented)
        for (const char* name : announced_by_wrappers) command.insert(command.end(), {"--wrap", name});
    const auto linked = run(command);
#else
    const auto linked = run({toolchain.compiler, "-shared", "-Wl,-undefined,dynamic_lookup", object.string(),
                             "-o", shared.string()});
#endif
    const auto scanned = scan.finish(compile_seconds);
    if (!linked.ok()) {
        result.messages += linked.err;
        result.complaint = "Your file could not be linked.";
    } else if (!scanned.ok()) {
        result.our_fault = true;
        result.complaint = "The symbols of your file could not be listed (nm): see `./gemmlings doctor`.";
    } else if (const auto why = forbidden_symbol(repository, exercise, scanned.out); !why.empty()) {
        result.complaint = "Your file uses " + why;
    }
    result.object = shared;
}

/// Messages name the file as the learner knows it, and show nothing of how it was read.
std::string cleaned(const std::string& messages, const std::string& folder) {
    std::istringstream lines(messages);
    std::string result;
    for (std::string line; std::getline(lines, line);)
        if (!line.starts_with("In file included from " + folder)) result += line + "\n";
    return result;
}

/// Writes a text into a FIFO and waits until its reader has taken all of it: what is left in a FIFO when its
/// last descriptor is closed is lost, and a reader that comes later waits for ever.
void feed(int fifo, std::string_view text, const Child& reader) {
    for (int left = 1; left > 0 && !reader.ended();) {
        const auto written = text.empty() ? 0 : ::write(fifo, text.data(), text.size());
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else
            ::usleep(200);
        if (::ioctl(fifo, FIONREAD, &left) != 0) return;
        left += static_cast<int>(text.size());
    }
}

/// Common expressions of Armadillo, parsed while the compiler waits. All of their shapes are in
/// judge/warm.hpp: one that is not would be compiled only at the end, when somebody waits for it.
constexpr const char* waiting_prologue = R"(
inline void gemmlings_warm_up(arma::mat& A, arma::mat& B, arma::vec& x, arma::vec& y, double s, arma::uword n) {
    A = A.t() * B;
    A = s * A;
    A = A + s * B;
    A = A % B;
    A -= A * B;
    x = A * y - x;
    x = s * x - y;
    x = x / s;
    x = A.col(0);
    x = A.row(0).t();
    A.each_row() += x.t();
    x = arma::sum(A, 1);
    x = A.diag();
    s = arma::dot(x, y) + arma::norm(x) + arma::accu(A) + x.max() + arma::abs(x - y).max() + arma::trace(A);
    A = arma::eye(n, n);
    A = arma::zeros(n, n);
    A = A.cols(n, n);
    A = arma::join_rows(A, B);
    A = arma::diagmat(x);
    A = arma::exp(A);
    A = arma::square(A);
    A = arma::tanh(A);
    x = arma::vec(n, arma::fill::zeros);
    const bool b = arma::all(arma::abs(x - y) <= s) && A.is_finite() && A.is_square() && arma::any(x > s);
    for (arma::uword i = 0; i < A.n_rows; ++i) A(i, 0) = x(i) + double(b) + x(i);
    if (A.n_rows != x.n_elem) throw std::invalid_argument("shapes");
}
)";

/// Locks a folder for as long as the descriptor is open, or returns -1 if somebody else has.
int locked(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
    ::close(descriptor);
    return -1;
}

/// Removes what killed processes have left. A compiler may wait in its folder for days, so age alone tells
/// nothing; it only spares folders that are not locked yet.
void sweep(const fs::path& parent) {
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        if (!entry.is_directory(ignored) || entry.last_write_time(ignored) > old) continue;
        const int lock = locked(entry.path());
        if (lock < 0) continue;
        fs::remove_all(entry.path(), ignored);
        ::close(lock);
    }
}

} // namespace

void judge_compiler(const Finished& finished, Compiled& result) {
    result.messages = finished.err;
    if (finished.ok()) return;
    const auto says = [&](const char* text) { return finished.err.find(text) != std::string::npos; };
    result.stale_headers = says("PCH file") || says("precompiled header") || says("has been modified since");
    result.our_fault = finished.code == 127 || result.stale_headers || says("No space left on device");
    if (finished.code == 127)
        result.complaint = "The compiler could not be started: see `./gemmlings doctor`.";
    else if (result.stale_headers)
        result.complaint = "The precompiled headers are out of date: see `./gemmlings doctor`.";
    else if (result.our_fault)
        result.complaint = "The disk is full, so nothing could be compiled.";
    else if (finished.timed_out)
        result.complaint = "The compiler had not finished with your file after 60 s: a template without end?";
    else if (finished.code >= 128)
        result.complaint = "The compiler itself crashed on your file.";
    else
        result.complaint = "Your file does not compile.";
}

Workbench::Workbench(const Toolchain& toolchain) {
    const auto parent = toolchain.build / "submissions";
    std::error_code ignored;
    fs::create_directories(parent, ignored);
    sweep(parent);
    std::string pattern = (parent / "XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        throw MachineError("No folder can be made in " + parent.string() + ": " + std::strerror(errno) + ".");
    folder = pattern;
    lock = locked(folder);
}

Workbench::~Workbench() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    if (lock >= 0) ::close(lock);
}

namespace {

/// Compiles CUDA C++, and scans its symbols as those of any other submission.
Compiled compile_for_gpu(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                         const fs::path& file, const Workbench& bench) {
    auto result = compile_cuda(toolchain, file, relative_to(repository.root, file),
                               {repository.root / exercise.home()}, bench);
    if (!result.complaint.empty()) return result;
    const auto scanned = run({"nm", "-u", fs::path(result.object).replace_extension(".o").string()});
    if (const auto why = forbidden_symbol(repository, exercise, scanned.out); !why.empty())
        result.complaint = "Your file uses " + why;
    return result;
}

} // namespace

Compiled compile(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                 const fs::path& file, const Workbench& bench, const CompileOptions& options) {
    const auto object = bench.folder / (options.instrumented ? "instrumented.o" : "submission.o");
    const auto shown = relative_to(repository.root, file);
    if (exercise.gpu) return compile_for_gpu(repository, toolchain, exercise, file, bench);
    std::vector<std::string> command;
    if (toolchain.clang && !options.debug && !options.optimized)
        command = direct_command(repository, toolchain, exercise, options);
    if (command.empty()) command = compile_command(repository, toolchain, exercise, shown, object, options);
    replace_names(command, shown, object);
    Compiled result;
    judge_compiler(run(command, {.folder = repository.root, .seconds = compile_seconds}), result);
    if (result.complaint.empty()) link(repository, toolchain, exercise, object, result, options.instrumented);
    return result;
}

WaitingCompiler::WaitingCompiler(const Repository& repository, const Toolchain& toolchain,
                                 const Exercise& exercise)
    : repository(repository), exercise(exercise), toolchain(toolchain), bench(toolchain) {
    if (!toolchain.clang || exercise.gpu) return;
    auto command = direct_command(repository, toolchain, exercise);
    const auto fifo = bench.folder / "fifo", source = bench.folder / "waiting.cpp";
    if (command.empty() || ::mkfifo(fifo.c_str(), 0600) != 0) return;
    const bool armadillo = uses_armadillo(repository, exercise);
    write_text(source, std::string(armadillo ? waiting_prologue : "") + "#include \"fifo\"\n");
    // Open for both, so that neither side waits for the other to open, and the compiler sees an end if we
    // die.
    feeder = ::open(fifo.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (feeder < 0) return;
    replace_names(command, source, bench.folder / "submission.o");
    // Large pages: a compiler touches much memory, each page for the first time.
    compiler =
        Child(command, {.folder = repository.root, .environment = {"GLIBC_TUNABLES=glibc.malloc.hugetlb=1"}});
}

WaitingCompiler::~WaitingCompiler() {
    compiler.kill();
    if (feeder >= 0) ::close(feeder);
}

Compiled WaitingCompiler::finish(const fs::path& file) {
    const auto text = read_text(file);
    if (!text) return {.complaint = file.string() + " cannot be read.", .our_fault = true};
    if (!compiler.running()) return compile(repository, toolchain, exercise, file, bench);
    const std::string all = "# 1 \"" + relative_to(repository.root, file) + "\"\n" + *text + "\n";
    feed(feeder, all, compiler);
    ::close(feeder); // the end of the file
    feeder = -1;
    Compiled result;
    judge_compiler(compiler.finish(compile_seconds), result);
    result.messages = cleaned(result.messages, bench.folder);
    if (result.complaint.empty())
        link(repository, toolchain, exercise, bench.folder / "submission.o", result);
    return result;
}

} // namespace gemmlings
