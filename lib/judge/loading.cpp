#include "judge/loading.hpp"

#include "gpu/faults.hpp"

#include <algorithm>
#include <cstddef>
#include <dlfcn.h>
#include <link.h>

namespace judge {

namespace {

/// Lets faults say where in the submission's code they happened.
void find_code(const std::string& submission) {
    const auto look = [](dl_phdr_info* object, std::size_t, void* name) {
        if (*static_cast<const std::string*>(name) != object->dlpi_name) return 0;
        std::size_t size = 0;
        for (int i = 0; i < object->dlpi_phnum; ++i)
            size = std::max<std::size_t>(size, object->dlpi_phdr[i].p_vaddr + object->dlpi_phdr[i].p_memsz);
        gpu::set_code(reinterpret_cast<const void*>(object->dlpi_addr), size);
        return 1;
    };
    ::dl_iterate_phdr(look, const_cast<std::string*>(&submission));
}

/// Loads a shared object; the reply says why not.
Reply load(const std::string& path, int mode) {
    if (::dlopen(path.c_str(), RTLD_NOW | mode)) return {End::returned, 0, {}};
    return {End::not_loaded, 0, ::dlerror()};
}

} // namespace

Reply load_submission(const std::string& submission, const std::string& module) {
    Reply reply = load(submission, RTLD_GLOBAL);
    find_code(submission);
    if (reply.end == End::returned) reply = load(module, RTLD_LOCAL);
    return reply;
}

} // namespace judge
