#include "judge/loading.hpp"

#include "judge/gpu_of_call.hpp"

#include <dlfcn.h>

namespace judge {

namespace {

/// Loads a shared object; the reply says why not.
Reply load(const std::string& path, int mode) {
    if (::dlopen(path.c_str(), RTLD_NOW | mode)) return {End::returned, 0, {}};
    return {End::not_loaded, 0, ::dlerror()};
}

} // namespace

Reply load_submission(const std::string& submission, const std::string& module) {
    Reply reply = load(submission, RTLD_GLOBAL);
    notice_submission(submission);
    if (reply.end == End::returned) reply = load(module, RTLD_LOCAL);
    return reply;
}

} // namespace judge
