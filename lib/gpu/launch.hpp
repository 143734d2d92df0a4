#pragma once
/// @file
/// What the rewriter makes of launches and of `__shared__`.

#include "gpu/vector_types.hpp"

#include <cstddef>
#include <cstdint>
#include <type_traits>

typedef struct CUstream_st* cudaStream_t;

namespace gpu {

// ---- launches --------------------------------------------------------------------------------------------

/// What stands between <<< and >>>.
struct Config {
    dim3 grid, block;
    std::size_t shared; ///< bytes of dynamic shared memory
    cudaStream_t stream;
    const void* code = __builtin_return_address(0); ///< where the launch stands, for reports

    __attribute__((noinline))
    Config(dim3 grid, dim3 block, std::size_t shared = 0, cudaStream_t stream = nullptr)
        : grid(grid), block(block), shared(shared), stream(stream) {}
};

/// The literal 0 as an argument of a launch: a number or a null pointer, as the parameter has it.
struct Zero {
    template<class T, class = std::enable_if_t<std::is_scalar_v<T>>> constexpr operator T() const {
        return T();
    }
};

/// Runs a kernel: every thread is one call of `thread` with `call`. Errors of the launch are
/// cudaGetLastError's. `work` is run by as many fibers as it takes: it calls the kernel for as long as
/// next_thread() says so.
void run(const char* name, const Config& config, void (*work)(const void* call), const void* call);

/// Chooses the thread of the block that this fiber runs next. False: there is none for it.
bool next_thread();

/// The kernel's arguments are copied for each fiber, onto its stack: a kernel that reads them touches no
/// memory of the device's.
template<class Call> GPU_LAUNCHED void work(const void* call) {
    const Call own = *static_cast<Call*>(call);
    while (next_thread()) own();
}

/// What a literal is where no pointer is wanted.
template<class T> using Number = std::conditional_t<std::is_same_v<T, Zero>, int, T>;

template<class Kernel, class... Arguments>
void launch(const char* name, const Kernel& kernel, const Config& config, Arguments... arguments) {
    constexpr bool zeros = (std::is_same_v<Arguments, Zero> || ...);
    if constexpr (zeros && std::is_invocable_v<const Kernel&, Number<Arguments>&...>) {
        launch(name, kernel, config, static_cast<Number<Arguments>>(arguments)...);
    } else {
        const auto call = [&kernel, arguments...]() GPU_LAUNCHED { kernel(arguments...); };
        run(name, config, work<decltype(call)>, &call);
    }
}

// ---- shared memory ---------------------------------------------------------------------------------------

/// The type of a variable, for reports: As[32][33] of 4-byte elements.
struct Shape {
    std::size_t size, alignment;
    unsigned rank;
    std::size_t extents[4];
};

template<class T> constexpr Shape shape_of() {
    return {sizeof(T),
            alignof(T),
            std::rank_v<T>,
            {std::extent_v<T, 0>, std::extent_v<T, 1>, std::extent_v<T, 2>, std::extent_v<T, 3>}};
}

/// A declaration `__shared__`: one for each instance of a template.
struct SharedSlot {
    std::uint64_t launch = 0; ///< in which it has a place
    unsigned number = 0;      ///< in the order of a launch
    std::size_t offset = 0;   ///< in the block's shared memory
};

/// Where a variable lies in the memory of the block that runs.
void* shared_address(SharedSlot& slot, const char* name, const Shape& shape);
void* dynamic_shared_address(const char* name, std::size_t element);

/// `declaration` is a lambda expression: its type is another one wherever it stands.
template<class T, class Declaration> GPU_UNSEEN T& shared(const char* name, Declaration) {
    static constexpr Shape shape = shape_of<T>();
    static SharedSlot slot;
    return *static_cast<T*>(shared_address(slot, name, shape));
}

template<class T> GPU_UNSEEN T* dynamic_shared(const char* name) {
    return static_cast<T*>(dynamic_shared_address(name, sizeof(T)));
}

/// `extern __shared__ T name[];` outside of functions.
template<class T> class DynamicShared {
  public:
    constexpr explicit DynamicShared(const char* name) : name(name) {}
    GPU_LAUNCHED operator T*() const { return dynamic_shared<T>(name); }
    template<class Other> GPU_LAUNCHED explicit operator Other*() const {
        return reinterpret_cast<Other*>(dynamic_shared<T>(name));
    }

  private:
    const char* name;
};

// ---- variables in global, constant and managed memory
// ------------------------------------------------------

/// Also of what is volatile.
template<class T> void* address_of(const T& variable) {
    return const_cast<void*>(static_cast<const volatile void*>(&variable));
}

enum class Space { device, constant, managed };

/// Makes a variable of a submission known as memory of the device's.
class Registered {
  public:
    template<class T> Registered(const T& variable, const char* name, Space space)
        : Registered(address_of(variable), name, shape_of<T>(), space) {}
    ~Registered();
    Registered(const Registered&) = delete;
    Registered& operator=(const Registered&) = delete;

  private:
    const void* address;

    Registered(const void* address, const char* name, const Shape& shape, Space space);
};

} // namespace gpu
