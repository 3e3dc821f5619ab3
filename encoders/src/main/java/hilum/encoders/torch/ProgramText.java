package hilum.encoders.torch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files of a TorchScript program, by module name: {@code bert} is the file {@code bert.py}. */
public record ProgramText(Map<String, String> files) {
    private static final String FOLDER = "/hilum/encoders/programs/";

    public ProgramText {
        files = Map.copyOf(files);
    }

    /**
     * Program texts of this library. The module {@code linear} comes with {@link #with(Linear)}.
     */
    public static ProgramText of(String... modules) {
        Map<String, String> files = new TreeMap<>();
        for (String module : modules) {
            files.put(module, read(module));
        }
        return new ProgramText(files);
    }

    /** These files and the module {@code linear} in the given form, with LoRA. */
    public ProgramText with(Linear linear) {
        Map<String, String> all = new TreeMap<>(files);
        all.put("linear", read(linear.resource));
        all.put("lora", read("lora"));
        return new ProgramText(all);
    }

    /**
     * These files and library texts, one after the other, under another module's name: {@code
     * with("product", "product_plain")}.
     */
    public ProgramText with(String module, String... resources) {
        Map<String, String> all = new TreeMap<>(files);
        all.put(
                module,
                Arrays.stream(resources).map(ProgramText::read).collect(Collectors.joining()));
        return new ProgramText(all);
    }

    private static String read(String module) {
        String resource = FOLDER + module + ".py";
        try (InputStream in = ProgramText.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "No program text %s on the class path: name a file of %s"
                                .formatted(resource, FOLDER));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the program text " + resource, e);
        }
    }

    /** How a program computes its linear layers. */
    public enum Linear {
        /** libtorch's own products: differentiable, on every device. */
        PLAIN("linear_plain"),
        /**
         * oneDNN's fused products on weights packed once: inference on a CPU, in fp32 1.05 to 3
         * times as fast, by processor and shape (docs/benchmarks.md).
         */
        FUSED("linear_onednn"),
        /** Products in bfloat16, all else in float32: training on a CPU that has them. */
        BFLOAT16("linear_bfloat16");

        private final String resource;

        Linear(String resource) {
            this.resource = resource;
        }

        private static final class Fastest {
            private static final Linear HERE = probe();
        }

        /** The fastest form for inference that this libtorch, CPU and device can run. */
        public static Linear fastest() {
            Torch.device(); // its failure has a message, which the class below would hide
            return Fastest.HERE;
        }

        private static Linear probe() {
            if (!Torch.device().isGpu() && !Boolean.getBoolean("hilum.onednn.off")) {
                try (TensorScope scope = TensorScope.open();
                        TorchProgram program =
                                TorchProgram.load(
                                        "linear_probe.Probe",
                                        Map.of(),
                                        of("linear_probe").with(FUSED))) {
                    float[] sum =
                            program.tensor(
                                            scope,
                                            "run",
                                            scope.floats(new float[] {1, 2, 3, 4}, 2, 2))
                                    .toFloatArray();
                    if (sum[0] == 6f) { // (1, 2) · (1, 2) + 1
                        return FUSED;
                    }
                } catch (RuntimeException | UnsatisfiedLinkError e) {
                    // Not an error: this libtorch was built without oneDNN, or the CPU lacks what
                    // it needs.
                    System.getLogger(Linear.class.getName())
                            .log(
                                    System.Logger.Level.INFO,
                                    "no oneDNN linear layers here, using plain ones",
                                    e);
                }
            }
            return PLAIN;
        }
    }
}
