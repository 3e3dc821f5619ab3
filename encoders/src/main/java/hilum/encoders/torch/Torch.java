package hilum.encoders.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one libtorch of this process: offline, silent, with the threads and on the device that the
 * settings name.
 *
 * <p>{@code hilum.threads} is the number of threads of a computation (default: all processors); two
 * processes that share a machine must share its cores by it. {@code hilum.device} is {@code cpu}
 * (default) or {@code cuda}. One computation runs at a time, since each uses all the threads;
 * callers on other threads wait their turn.
 */
public final class Torch {
    /** The processors that a computation uses. */
    public static final int THREADS = threads();

    private static final ReentrantLock TURN = new ReentrantLock(true);
    private static final NDManager ROOT = start();

    private Torch() {}

    /** The device on which tensors live. */
    public static Device device() {
        return ROOT.getDevice();
    }

    static PtNDManager newManager() {
        return (PtNDManager) ROOT.newSubManager();
    }

    /**
     * Waits for the turn of this thread and prepares it: libtorch keeps these settings for each
     * thread.
     */
    static Turn turn() {
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
        Engine engine = Engine.getEngine("PyTorch");
        String name = setting("hilum.device").orElse("cpu");
        return switch (name) {
            case "cpu" -> engine.newBaseManager(Device.cpu());
            case "cuda" -> {
                if (engine.getGpuCount() == 0) {
                    throw new IllegalStateException(
                            "hilum.device is cuda, but libtorch %s sees no GPU here: name its CUDA build by PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR, or set hilum.device=cpu"
                                    .formatted(engine.getVersion()));
                }
                yield engine.newBaseManager(Device.gpu());
            }
            default ->
                    throw new IllegalArgumentException(
                            "hilum.device is '%s': set cpu or cuda".formatted(name));
        };
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
