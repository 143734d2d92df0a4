// @finds nothing
// Rows with a pitch: two-dimensional copies and fills, parts of them too.
#include "on_device.cuh"

__global__ void scale(float* image, size_t pitch, int width, int height) {
    const int x = blockIdx.x * blockDim.x + threadIdx.x, y = blockIdx.y * blockDim.y + threadIdx.y;
    if (x >= width || y >= height) return;
    float* row = (float*)((char*)image + y * pitch);
    row[x] = 2 * row[x] + 1;
}

extern "C" int test() {
    const int width = 21, height = 5;
    std::vector<float> host(width * height);
    for (int i = 0; i < width * height; ++i) host[i] = i;
    float* image;
    size_t pitch;
    cudaMallocPitch((void**)&image, &pitch, width * sizeof(float), height);
    cudaMemset2D(image, pitch, 0, width * sizeof(float), height);
    cudaMemcpy2D(image, pitch, host.data(), width * sizeof(float), width * sizeof(float), height,
                 cudaMemcpyHostToDevice);
    scale<<<dim3(2, 2), dim3(16, 4)>>>(image, pitch, width, height);
    // Rows 1 and 2, columns 3 to 6.
    float part[2][4];
    cudaMemcpy2D(part, sizeof part[0], (char*)image + pitch + 3 * sizeof(float), pitch, sizeof part[0], 2,
                 cudaMemcpyDeviceToHost);
    cudaMemcpy2D(host.data(), width * sizeof(float), image, pitch, width * sizeof(float), height,
                 cudaMemcpyDeviceToHost);
    cudaFree(image);
    return !(part[0][0] == 2 * 24 + 1 && part[1][3] == 2 * 48 + 1 && host[104] == 209);
}
