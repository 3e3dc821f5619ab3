package hilum.encoders.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuTest {
    @TempDir Path root;

    private void file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() throws IOException {
        assertThat(new Gpu(Map.of(), root).missing())
                .hasSize(4)
                .anyMatch(m -> m.contains("NVIDIA driver"))
                .anyMatch(m -> m.contains("PYTORCH_LIBRARY_PATH is not set"))
                .anyMatch(m -> m.contains("PYTORCH_FLAVOR is not set"))
                .anyMatch(m -> m.contains("libcudart.so"));
    }

    @Test
    void aProcessorsLibraryIsNoneForAGpu() throws IOException {
        file("opt/libtorch/lib/libtorch_cpu.so");

        assertThat(
                        new Gpu(
                                        Map.of(
                                                "PYTORCH_LIBRARY_PATH",
                                                "/opt/libtorch/lib",
                                                "PYTORCH_FLAVOR",
                                                "cpu"),
                                        root)
                                .missing())
                .contains(
                        "PYTORCH_LIBRARY_PATH=/opt/libtorch/lib holds no libtorch_cuda.so (take libtorch's CUDA build)",
                        "PYTORCH_FLAVOR is cpu (set cu128)");
    }

    @Test
    void nothingIsMissingWhereEverythingIsThere() throws IOException {
        file("proc/driver/nvidia/version");
        file("opt/libtorch/lib/libtorch_cuda.so");
        file("usr/local/cuda-12.8/lib64/libcudart.so.12");

        assertThat(
                        new Gpu(
                                        Map.of(
                                                "PYTORCH_LIBRARY_PATH",
                                                "/opt/libtorch/lib",
                                                "PYTORCH_FLAVOR",
                                                "cu128",
                                                "LD_LIBRARY_PATH",
                                                "/usr/local/cuda-12.8/lib64"),
                                        root)
                                .missing())
                .isEmpty();
    }

    @Test
    void aDeviceIsNamedByItsNumber() {
        assertThat(Torch.named("cpu")).isEqualTo(Device.cpu());
        assertThat(Torch.named("cuda")).isEqualTo(Device.gpu(0));
        assertThat(Torch.named("cuda:3")).isEqualTo(Device.gpu(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "cuda:", "cuda:x", "CPU", ""})
    void anotherDeviceIsRefused(String name) {
        assertThatThrownBy(() -> Torch.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("hilum.device is '%s'".formatted(name));
    }
}
