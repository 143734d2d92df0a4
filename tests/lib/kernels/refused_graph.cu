// @refused the simulator does not offer CUDA graphs: launch the kernels one after the other
// Work that is recorded, and launched as a whole.
#include "on_device.cuh"
extern "C" int test() {
    cudaStream_t stream;
    cudaGraph_t graph;
    cudaStreamCreate(&stream);
    cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal);
    cudaStreamEndCapture(stream, &graph);
    return 0;
}
