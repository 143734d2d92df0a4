#include "cli/class_folder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace gemmlings {

namespace {

/// No answer is longer, and no folder of an honest student holds more.
constexpr std::size_t most_bytes = 1 << 20;
constexpr std::size_t most_entries = 100'000;
constexpr int most_levels = 32;

// ---- which files -----------------------------------------------------------------------------------------

/// Where a file lies, the best place first.
enum class Place { repository, folder, top, elsewhere };

struct Candidate {
    Place place;
    fs::path file; ///< below the student's folder
    bool operator<(const Candidate& other) const {
        return std::tie(place, file) < std::tie(other.place, other.file);
    }
};

Place place_of(const fs::path& file, const Exercise& exercise) {
    const auto path = "/" + file.generic_string();
    if (path.ends_with("/" + exercise.stub().generic_string())) return Place::repository;
    if (file == fs::path(exercise.folder) / exercise.file_name()) return Place::folder;
    return file == exercise.file_name() ? Place::top : Place::elsewhere;
}

/// Everything below a student's folder that bears the name of an answer.
struct Found {
    std::vector<std::vector<Candidate>> of_exercise;
    std::string trouble; ///< why there may be more than was found
};

void note(Found& found, const fs::path& file, const std::vector<Exercise>& exercises) {
    for (std::size_t i = 0; i < exercises.size(); ++i)
        if (file.filename() == exercises[i].file_name())
            found.of_exercise[i].push_back({place_of(file, exercises[i]), file});
}

Found search(const fs::path& student, const std::vector<Exercise>& exercises) {
    Found found{std::vector<std::vector<Candidate>>(exercises.size()), ""};
    std::error_code error;
    std::size_t entries = 0;
    auto entry = fs::recursive_directory_iterator(student, error); // enters no folder through a link
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (++entries > most_entries) break;
        if (entry.depth() >= most_levels) entry.disable_recursion_pending();
        note(found, entry->path().lexically_relative(student), exercises);
    }
    if (error) found.trouble = "The folder could not be read to its end: " + error.message() + ".";
    if (entries > most_entries)
        found.trouble = fmt::format("The folder holds more than {} files.", most_entries);
    for (auto& candidates : found.of_exercise) std::sort(candidates.begin(), candidates.end());
    return found;
}

// ---- reading one -----------------------------------------------------------------------------------------

/// Closes on every way out.
class Descriptor {
  public:
    explicit Descriptor(int number) : number(number) {}
    Descriptor(Descriptor&& other) noexcept : number(std::exchange(other.number, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number, other.number);
        return *this;
    }
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
    int number;
};

/// Opens a file step by step, so that a link anywhere on the way ends it. O_NONBLOCK: a pipe that nobody
/// writes to must not stop the class.
Descriptor open_below(const fs::path& folder, const fs::path& file) {
    constexpr int always = O_RDONLY | O_NOFOLLOW | O_CLOEXEC;
    Descriptor at(::open(folder.c_str(), always | O_DIRECTORY));
    for (const auto& step : file.parent_path()) {
        if (at.number < 0) return at;
        at = Descriptor(::openat(at.number, step.c_str(), always | O_DIRECTORY));
    }
    if (at.number < 0) return at;
    return Descriptor(::openat(at.number, file.filename().c_str(), always | O_NONBLOCK | O_NOCTTY));
}

/// What is wrong with handing this in, or empty.
std::string complaint_about(const fs::path& file, mode_t mode, off_t size) {
    const auto name = file.filename().string();
    if (S_ISLNK(mode)) return name + " is a link; the file itself must be handed in.";
    if (S_ISDIR(mode)) return name + " is a folder, not a file.";
    if (!S_ISREG(mode)) return name + " is not an ordinary file.";
    if (size > static_cast<off_t>(most_bytes)) return name + " is larger than 1 MB.";
    return "";
}

/// Reads to the end; nothing, with errno set, if that fails.
std::optional<std::string> read_all(int descriptor) {
    std::string text(most_bytes, '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        const auto n = ::read(descriptor, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return {};
        if (n == 0) break;
        done += static_cast<std::size_t>(n);
    }
    text.resize(done);
    text.shrink_to_fit();
    return text;
}

void take(const fs::path& student, HandIn& hand_in) {
    struct stat status {};
    const auto path = student / hand_in.file;
    // Looked at before it is opened: opening a device can do things.
    if (::lstat(path.c_str(), &status) == 0)
        hand_in.complaint = complaint_about(hand_in.file, status.st_mode, status.st_size);
    if (!hand_in.complaint.empty()) return;
    const auto opened = open_below(student, hand_in.file);
    if (opened.number >= 0 && ::fstat(opened.number, &status) == 0) {
        hand_in.complaint = complaint_about(hand_in.file, status.st_mode, status.st_size);
        if (!hand_in.complaint.empty()) return;
        hand_in.text = read_all(opened.number);
    }
    if (hand_in.text) return;
    hand_in.our_fault = true;
    hand_in.complaint = fmt::format("{} could not be read: {}.", hand_in.file.string(), std::strerror(errno));
}

HandIn choose(const std::vector<Candidate>& candidates, const std::string& trouble) {
    HandIn chosen;
    if (candidates.empty() || candidates.front().place == Place::elsewhere) {
        chosen.our_fault = !trouble.empty();
        chosen.complaint = !trouble.empty() ? trouble : "Not handed in.";
        if (!candidates.empty())
            chosen.complaint += fmt::format(" (A file of that name lies at {}, where none is looked for.)",
                                            candidates.front().file.string());
        return chosen;
    }
    chosen.file = candidates.front().file;
    for (std::size_t i = 1; i < candidates.size(); ++i)
        if (candidates[i].place != Place::elsewhere) chosen.others.push_back(candidates[i].file);
    return chosen;
}

} // namespace

ClassFolder ClassFolder::read(const fs::path& folder) {
    ClassFolder result;
    std::error_code error;
    auto entry = fs::directory_iterator(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
        const auto name = entry->path().filename().string();
        std::error_code ignored;
        const bool is_folder = entry->symlink_status(ignored).type() == fs::file_type::directory;
        (is_folder && !name.starts_with('.') ? result.students : result.left_out).push_back(name);
    }
    if (error) throw UsageError(fmt::format("{} cannot be read: {}.", folder.string(), error.message()));
    std::sort(result.students.begin(), result.students.end());
    std::sort(result.left_out.begin(), result.left_out.end());
    return result;
}

std::vector<HandIn> hand_ins(const fs::path& student, const std::vector<Exercise>& exercises) {
    const auto found = search(student, exercises);
    std::vector<HandIn> result;
    for (const auto& candidates : found.of_exercise) {
        result.push_back(choose(candidates, found.trouble));
        if (!result.back().file.empty()) take(student, result.back());
    }
    return result;
}

} // namespace gemmlings
