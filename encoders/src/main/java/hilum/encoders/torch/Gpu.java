package hilum.encoders.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What libtorch needs before it computes on an NVIDIA GPU, checked before it loads: DJL would fall
 * back to the CPU, or fail with the name of a library deep inside.
 */
final class Gpu {
    private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
    private static final String FLAVOR = "PYTORCH_FLAVOR";
    private static final Pattern CUDA = Pattern.compile("cu\\d+.*");

    private final Map<String, String> environment;
    private final Path root;

    /**
     * @param environment the variables of this process
     * @param root where the file system begins
     */
    Gpu(Map<String, String> environment, Path root) {
        this.environment = environment;
        this.root = root;
    }

    /** Everything that is missing here, in words; empty where a GPU should be usable. */
    List<String> missing() throws IOException {
        List<String> missing = new ArrayList<>();
        if (!Files.exists(root.resolve("proc/driver/nvidia/version"))
                && !Files.exists(root.resolve("dev/nvidiactl"))
                && !Files.exists(root.resolve("dev/dxg"))) {
            missing.add(
                    "no NVIDIA driver (install it, and start the container with the GPUs of its host)");
        }
        String libraries = environment.getOrDefault(LIBRARY_PATH, "");
        if (libraries.isBlank()) {
            missing.add(
                    LIBRARY_PATH + " is not set (name the lib folder of libtorch 2.7.1 for CUDA)");
        } else if (!Files.exists(under(libraries).resolve("libtorch_cuda.so"))) {
            missing.add(
                    "%s=%s holds no libtorch_cuda.so (take libtorch's CUDA build)"
                            .formatted(LIBRARY_PATH, libraries));
        }
        String flavor = environment.getOrDefault(FLAVOR, "");
        if (!CUDA.matcher(flavor).matches()) {
            missing.add(
                    flavor.isBlank()
                            ? FLAVOR + " is not set (set cu128)"
                            : "%s is %s (set cu128)".formatted(FLAVOR, flavor));
        }
        if (!holdsCudaRuntime()) {
            missing.add(
                    "no libcudart.so on LD_LIBRARY_PATH or in the system's library folders (install the CUDA 12.8 runtime)");
        }
        return missing;
    }

    private boolean holdsCudaRuntime() throws IOException {
        List<String> folders =
                new ArrayList<>(
                        Arrays.asList(environment.getOrDefault("LD_LIBRARY_PATH", "").split(":")));
        folders.addAll(
                List.of(
                        environment.getOrDefault(LIBRARY_PATH, ""),
                        "/usr/lib",
                        "/usr/lib64",
                        "/usr/lib/x86_64-linux-gnu",
                        "/usr/local/cuda/lib64"));
        for (String folder : folders) {
            Path path = under(folder);
            if (!folder.isBlank() && Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    if (files.anyMatch(
                            f -> f.getFileName().toString().startsWith("libcudart.so"))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private Path under(String absolute) {
        return root.resolve(absolute.startsWith("/") ? absolute.substring(1) : absolute);
    }
}
