/// @file
/// The identity of a shared object, by which its destructors are registered. The compiler's driver links one
/// into every shared object; submissions are linked without the driver.

extern "C" {
__attribute__((visibility("hidden"))) void* __dso_handle = &__dso_handle;
}
