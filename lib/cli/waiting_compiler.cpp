#include "cli/waiting_compiler.hpp"

#include "cli/files.hpp"
#include "cli/source_text.hpp"

#include <fcntl.h>
#include <sstream>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace gemmlings {

namespace {

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
/// judge/warm.hpp: one that is not would be compiled only at the end, when somebody waits for it. CUDA C++
/// gains nothing by such an exercise.
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

} // namespace

WaitingCompiler::WaitingCompiler(const Repository& repository, const Toolchain& toolchain,
                                 const Exercise& exercise)
    : repository(repository), exercise(exercise), toolchain(toolchain), bench(toolchain),
      recipe(recipe_for(repository, toolchain, exercise, {})) {
    if (toolchain.clang) start();
}

void WaitingCompiler::start() {
    const auto fifo = bench.folder / "fifo", source = bench.folder / "waiting.cpp";
    if (::mkfifo(fifo.c_str(), 0600) != 0) return;
    const bool warm_up = !exercise.gpu && uses_armadillo(repository, exercise);
    write_text(source, std::string(warm_up ? waiting_prologue : "") + "#include \"fifo\"\n");
    // Open for both, so that neither side waits for the other to open, and the compiler sees an end if we
    // die.
    feeder = ::open(fifo.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (feeder < 0) return;
    // Large pages: a compiler touches much memory, each page for the first time.
    compiler = Child(recipe.compile(source.string(), bench.folder / "submission.o"),
                     {.folder = repository.root, .environment = {"GLIBC_TUNABLES=glibc.malloc.hugetlb=1"}});
}

WaitingCompiler::~WaitingCompiler() {
    compiler.kill();
    if (feeder >= 0) ::close(feeder);
}

Compiled WaitingCompiler::finish(const fs::path& file) {
    if (compiler.ended()) return compile(repository, toolchain, exercise, file, bench);
    feed(feeder, source_text(repository, exercise, file, bench.folder), compiler);
    ::close(feeder); // the end of the file
    feeder = -1;
    auto compiled = compiler.finish(compile_seconds);
    compiled.err = cleaned(compiled.err, bench.folder);
    return complete(repository, exercise, recipe, compiled, bench.folder / "submission.o");
}

} // namespace gemmlings
