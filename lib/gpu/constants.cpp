#include "gpu/constants.hpp"

#include "gpu/launch.hpp"
#include "gpu/memory.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <cxxabi.h>
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string>
#include <vector>

extern "C" const std::byte __start_gpu_builtins[], __stop_gpu_builtins[];

namespace gpu {

namespace {

struct Variable {
    const void* address;
    std::size_t size;
    std::string name;
    Space space;
    std::vector<std::byte> initial; ///< as it is when its file is loaded
};

std::vector<Variable>& variables() {
    static std::vector<Variable> all;
    return all;
}

struct Range {
    std::uintptr_t begin = 0, end = 0;
    bool holds(std::uintptr_t address) const { return begin <= address && address < end; }
};

/// The read-only data of an object that is loaded, if it lies where `address` does.
struct Search {
    std::uintptr_t address;
    bool found = false;
};

int look(dl_phdr_info* object, std::size_t, void* data) {
    auto& search = *static_cast<Search*>(data);
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& part = object->dlpi_phdr[i];
        const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
        const bool read_only = part.p_type == PT_LOAD && !(part.p_flags & PF_W);
        if (read_only && Range{begin, begin + part.p_memsz}.holds(search.address)) search.found = true;
    }
    return search.found;
}

/// How far an index may have gone astray.
constexpr std::uintptr_t nearby = 1024;

std::uintptr_t distance(const Variable& variable, std::uintptr_t address) {
    const auto begin = reinterpret_cast<std::uintptr_t>(variable.address), end = begin + variable.size;
    return address < begin ? begin - address : address >= end ? address - end + 1 : 0;
}

std::string demangled(const char* symbol) {
    char* name = abi::__cxa_demangle(symbol, nullptr, nullptr, nullptr);
    const std::string result = name ? name : symbol;
    std::free(name);
    return result;
}

Residence residence(Space space) {
    return space == Space::device     ? Residence::device
           : space == Space::constant ? Residence::constant
                                      : Residence::shared;
}

} // namespace

bool is_constant(const void* address) {
    const auto* place = static_cast<const std::byte*>(address);
    if (place >= __start_gpu_builtins && place < __stop_gpu_builtins) return true;
    if (is_device_address(address)) return false;
    Search search{reinterpret_cast<std::uintptr_t>(address)};
    ::dl_iterate_phdr(look, &search);
    return search.found;
}

Neighbour neighbour_of(const void* address) {
    const auto place = reinterpret_cast<std::uintptr_t>(address);
    const auto closer = [&](const Variable& a, const Variable& b) {
        return distance(a, place) < distance(b, place);
    };
    const auto nearest = std::min_element(variables().begin(), variables().end(), closer);
    if (nearest == variables().end() || distance(*nearest, place) > nearby) return {};
    return {{reinterpret_cast<std::uintptr_t>(nearest->address), nearest->size, nearest->name},
            nearest->space == Space::constant};
}

std::string host_variable_at(const void* address) {
    Dl_info found{};
    void* entry = nullptr;
    if (!::dladdr1(address, &found, &entry, RTLD_DL_SYMENT) || !found.dli_sname || !entry) return "";
    const auto* symbol = static_cast<const ElfW(Sym)*>(entry);
    const auto offset = static_cast<const std::byte*>(address) - static_cast<std::byte*>(found.dli_saddr);
    const bool inside = static_cast<std::uintptr_t>(offset) < symbol->st_size;
    const bool of_device = std::any_of(variables().begin(), variables().end(),
                                       [&](auto& variable) { return variable.address == found.dli_saddr; });
    return inside && !of_device ? demangled(found.dli_sname) : "";
}

void register_variables() {
    for (const Variable& variable : variables()) {
        if (!variable.initial.empty())
            std::memcpy(const_cast<void*>(variable.address), variable.initial.data(), variable.size);
        register_variable(variable.address, variable.size, variable.name, residence(variable.space));
    }
}

Registered::Registered(const void* address, const char* name, const Shape& shape, Space space)
    : address(address) {
    std::string declaration = name;
    for (unsigned i = 0; i < shape.rank; ++i) declaration += "[" + std::to_string(shape.extents[i]) + "]";
    const auto* bytes = static_cast<const std::byte*>(address);
    variables().push_back({address, shape.size, std::move(declaration), space, {bytes, bytes + shape.size}});
}

Registered::~Registered() {
    std::erase_if(variables(), [&](const Variable& variable) { return variable.address == address; });
}

} // namespace gpu
