#include "cli/files.hpp"
#include "cli/hash.hpp"
#include "cli/nvcc.hpp"
#include "cli/pristine.hpp"
#include "cli/real_gpu.hpp"
#include "cli/text.hpp"
#include "corpus.hpp"
#include "temporary_folder.hpp"

#include <algorithm>
#include <atomic>
#include <set>
#include <sstream>
#include <thread>
#include <vector>

namespace {

using gemmlings::Toolchain;

constexpr unsigned most_at_once = 2; // a compilation takes a second, and 200 MB
constexpr double seconds = 120;

struct CudaFile {
    fs::path file;
    std::string subject;
    std::vector<fs::path> folders; ///< that it includes from
    bool model = false; ///< what learners start from, or are shown: compiled as they would, without a warning
};

bool is_cuda(const fs::path& file) { return file.extension() == ".cu"; }

/// What is in the folder only: stubs are added from where they are kept unchanged.
void add_folder(const Repository& repository, const fs::path& folder, const std::vector<fs::path>& folders,
                std::vector<CudaFile>& files) {
    for (const auto& entry : fs::directory_iterator(repository.root / folder))
        if (is_cuda(entry.path()))
            files.push_back({entry.path(), fs::relative(entry.path(), repository.root).string(), folders});
}

std::vector<CudaFile> cuda_files(const Repository& repository, const fs::path& stubs) {
    std::vector<CudaFile> files;
    for (const auto& exercise : repository.exercises) {
        if (!exercise.gpu) continue;
        const std::vector<fs::path> home{repository.root / exercise.home()};
        const auto stub = stubs / exercise.file_name();
        gemmlings::write_text(stub, gemmlings::pristine_stub(repository, exercise).value_or(""));
        files.push_back({stub, exercise.stub().string(), home, true});
        files.push_back({repository.root / exercise.solution(), exercise.solution().string(), home, true});
        for (const char* kind : {"wrong", "right"})
            add_folder(repository, exercise.tests() / kind, home, files);
    }
    add_folder(repository, "tests/lib/kernels", {}, files);
    add_folder(repository, "tests/bench/kernels", {}, files);
    return files;
}

/// What a program asks for in a line of its own: "// @nvcc --extended-lambda".
std::vector<std::string> own_options(const fs::path& file) {
    std::vector<std::string> options;
    for (const auto& line : gemmlings::lines_of(gemmlings::read_text(file).value_or("")))
        if (line.starts_with("// @nvcc ")) {
            std::istringstream words(line.substr(9));
            for (std::string word; words >> word;) options.push_back(word);
        }
    return options;
}

/// "compute_121", the last that nvcc names.
std::string newest_architecture(const Toolchain& toolchain) {
    int newest = 75;
    for (const auto& line : gemmlings::lines_of(gemmlings::run({toolchain.nvcc, "--list-gpu-arch"}).out))
        if (line.starts_with("compute_")) newest = std::max(newest, std::atoi(line.c_str() + 8));
    return std::to_string(newest);
}

/// Compiles what has changed since it was compiled last. Of all but the models only the code for the device
/// is kept: nvcc reads, and rejects, the code for the host all the same, in a third of the time.
class Compilations {
  public:
    Compilations(const Repository& repository, const Toolchain& toolchain, Checks& checks)
        : repository(repository), toolchain(toolchain), checks(checks),
          newest(newest_architecture(toolchain)) {
        fs::create_directories(known);
    }

    /// Why nvcc compiles nothing here; empty if it does.
    std::string why_not() const {
        gemmlings::write_text(folder.path / "nothing.cu", "");
        const auto finished = compile({folder.path / "nothing.cu", "", {}, true}, folder.path / "nothing.o");
        return finished.ok() ? ""
                             : gemmlings::why_nvcc_refuses(finished.err + "\nnvcc fatal: no reason is given");
    }

    void run(const std::vector<CudaFile>& files) {
        std::atomic<std::size_t> next = 0;
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < most_at_once; ++i)
            threads.emplace_back([&] {
                for (std::size_t mine; (mine = next++) < files.size();)
                    check(files[mine], folder.path / std::to_string(mine));
            });
        threads.clear();
        forget_others(files);
    }

  private:
    const Repository& repository;
    const Toolchain& toolchain;
    Checks& checks;
    const std::string newest;
    const fs::path known = toolchain.build / "nvcc"; ///< an empty file for everything that has compiled
    const TemporaryFolder folder;

    std::vector<std::string> command(const CudaFile& file) const {
        auto words = nvcc_command(repository, toolchain, file.folders);
        if (file.model)
            words.insert(words.end(), {"-c", "-gencode=arch=compute_75,code=sm_75",
                                       "-gencode=arch=compute_" + newest + ",code=sm_" + newest});
        else
            words.insert(words.end(), {"-fatbin", "-arch=sm_75"});
        const auto own = own_options(file.file);
        words.insert(words.end(), own.begin(), own.end());
        return words;
    }

    gemmlings::Finished compile(const CudaFile& file, const fs::path& object) const {
        auto words = command(file);
        words.insert(words.end(), {file.file.string(), "-o", object.string()});
        return gemmlings::run(words, {.seconds = seconds});
    }

    /// A name for all that the result depends on.
    std::string name_of(const CudaFile& file) const {
        std::string all = toolchain.nvcc_version;
        for (const auto& word : command(file)) all += word + "\n";
        all += gemmlings::read_text(file.file).value_or("");
        auto folders = file.folders;
        folders.insert(folders.end(), {file.file.parent_path(), repository.root / "lib/matrix"});
        for (const auto& from : folders) {
            std::set<fs::path> headers;
            for (const auto& entry : fs::directory_iterator(from))
                if (const auto kind = entry.path().extension(); kind == ".cuh" || kind == ".hpp")
                    headers.insert(entry.path());
            for (const auto& header : headers) all += gemmlings::read_text(header).value_or("");
        }
        return gemmlings::hash_of(all);
    }

    void check(const CudaFile& file, const fs::path& object) {
        const auto before = known / name_of(file);
        if (fs::exists(before)) return checks.that(true, file.subject, "");
        const auto finished = compile(file, object);
        const bool good = finished.ok() && (finished.err.empty() || !file.model);
        checks.that(good, file.subject,
                    (finished.ok() ? "compiles with warnings of nvcc:\n" : "does not compile with nvcc:\n") +
                        finished.err);
        if (good) gemmlings::write_text(before, "");
    }

    void forget_others(const std::vector<CudaFile>& files) const {
        std::set<std::string> names;
        for (const auto& file : files) names.insert(name_of(file));
        for (const auto& entry : fs::directory_iterator(known))
            if (!names.contains(entry.path().filename().string())) fs::remove(entry.path());
    }
};

/// A solution is compiled, linked and loaded as for a GPU, with the calls file of its exercise. Without a GPU
/// its first call ends that, for want of one.
void check_loading(const Repository& repository, const Exercise& exercise, Checks& checks) {
    const auto verdict = judge_on_gpu(repository, exercise, repository.root / exercise.solution(),
                                      {.name = "any GPU", .architecture = "sm_75", .missing = ""}, 1)
                             .verdict;
    const bool reached = verdict.reason.starts_with("The GPU cannot be used: ");
    checks.that(reached || verdict.outcome == gemmlings::Outcome::passed, exercise.id(),
                "its solution does not come as far as to a GPU: " + verdict.reason +
                    verdict.compiler_messages);
}

} // namespace

void check_with_nvcc(const Repository& repository, Checks& checks) {
    const auto toolchain = Toolchain::read(repository.root);
    const char* subject = "CUDA files with nvcc";
    if (toolchain.nvcc.empty()) return checks.skip(subject, "there is no CUDA toolkit here");
    Compilations compilations(repository, toolchain, checks);
    if (const auto why = compilations.why_not(); !why.empty()) return checks.skip(subject, why);
    const TemporaryFolder stubs;
    compilations.run(cuda_files(repository, stubs.path));
    for (const auto& exercise : repository.exercises)
        if (exercise.gpu) check_loading(repository, exercise, checks);
}
