package hilum.encoders.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one libtorch of this process: offline, silent, with the threads and on the device that the
 * settings name.
 *
 * <p>{@code hilum.threads} is the number of threads of a computation (default: all processors); two
 * processes that share a machine must share its cores by it. {@code hilum.device} is {@code cpu}
 * (default), {@code cuda} or {@code cuda:N}: one process works on one device. One computation runs
 * at a time, since each uses all the threads; callers on other threads wait their turn.
 */
public final class Torch {
    /** The processors that a computation uses. */
    public static final int THREADS = threads();

    private static final Pattern DEVICE = Pattern.compile("cpu|cuda(:(?<number>\\d{1,3}))?");

    private static final ReentrantLock TURN = new ReentrantLock(true);

    /** Not made when the class loads: its failure has a message for a person. */
    private static NDManager root;

    private Torch() {}

    /** The device on which tensors live. */
    public static Device device() {
        return root().getDevice();
    }

    /**
     * Checks at the start of a process what would fail with its first computation.
     *
     * @throws IllegalStateException when {@code hilum.device} names a GPU that is not usable, with
     *     all that is missing
     */
    public static void requireDevice() {
        if (named(setting("hilum.device").orElse("cpu")).isGpu()) {
            root();
        }
    }

    private static synchronized NDManager root() {
        if (root == null) {
            root = start();
        }
        return root;
    }

    static PtNDManager newManager() {
        return (PtNDManager) root().newSubManager();
    }

    /** A manager of tensors in the processor's memory, which go on to the device. */
    static PtNDManager newHostManager() {
        return (PtNDManager) root().newSubManager(Device.cpu());
    }

    /**
     * Waits for the turn of this thread and prepares it: libtorch keeps these settings for each
     * thread.
     */
    static Turn turn() {
        root();
        TURN.lock();
        JniUtils.setNumThreads(THREADS);
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(false);
        return TURN::unlock;
    }

    /** The right to compute, until it is closed. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private static NDManager start() {
        Offline.require();
        Device device = named(setting("hilum.device").orElse("cpu"));
        if (!device.isGpu()) {
            return Engine.getEngine("PyTorch").newBaseManager(device);
        }
        requireUsable();
        Engine engine = Engine.getEngine("PyTorch");
        int count = engine.getGpuCount();
        if (device.getDeviceId() >= count) {
            throw new IllegalStateException(
                    "hilum.device is cuda:%d, but libtorch %s sees %d GPUs here: name one from cuda:0, or set hilum.device=cpu"
                            .formatted(device.getDeviceId(), engine.getVersion(), count));
        }
        return engine.newBaseManager(device);
    }

    /** The device of a setting: {@code cpu}, {@code cuda} (the first), {@code cuda:N}. */
    static Device named(String name) {
        Matcher matcher = DEVICE.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "hilum.device is '%s': set cpu, cuda or cuda:N".formatted(name));
        }
        String number = matcher.group("number");
        return name.equals("cpu")
                ? Device.cpu()
                : Device.gpu(number == null ? 0 : Integer.parseInt(number));
    }

    private static void requireUsable() {
        List<String> missing;
        try {
            missing = new Gpu(System.getenv(), Path.of("/")).missing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    "hilum.device is %s, but no GPU is usable here: %s; or set hilum.device=cpu"
                            .formatted(
                                    setting("hilum.device").orElseThrow(),
                                    String.join("; ", missing)));
        }
    }

    private static int threads() {
        int processors = Runtime.getRuntime().availableProcessors();
        int threads = setting("hilum.threads").map(Integer::parseInt).orElse(processors);
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "hilum.threads is %d: set it between 1 and the number of processors, %d"
                            .formatted(threads, processors));
        }
        return threads;
    }

    /** A system property or its environment variable, as {@code HILUM_THREADS}. */
    private static Optional<String> setting(String name) {
        String variable = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return Optional.ofNullable(System.getProperty(name))
                .or(() -> Optional.ofNullable(System.getenv(variable)));
    }
}
