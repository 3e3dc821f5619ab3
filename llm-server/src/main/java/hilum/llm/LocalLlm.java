package hilum.llm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps the process of a local model alive: starts it, starts it again when it has ended, waiting
 * longer each time, and gives up when it never comes up. Closing ends the process.
 */
public final class LocalLlm implements AutoCloseable {
    private static final int ATTEMPTS_TO_COME_UP = 3;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final int KILLED = 137;
    private static final int ABORTED = 134;

    private final ServerOptions options;
    private final Consumer<String> told;
    private final Path folder;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private Process process;
    private boolean closed;

    /**
     * Checks what can be checked before anything is started.
     *
     * @param told is told in sentences what happens
     * @throws IllegalArgumentException if the model or the port cannot be used
     */
    public LocalLlm(ServerOptions options, Consumer<String> told) {
        GgufFile.check(options.gguf());
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "Port %d is taken: name another with --port".formatted(options.port()), e);
        }
        this.options = options;
        this.told = told;
        try {
            // The library unpacks itself under one name: two servers must not share the folder.
            folder = Files.createTempDirectory("hilum-llm-");
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "No temporary folder can be made: check space and rights of %s"
                            .formatted(System.getProperty("java.io.tmpdir")),
                    e);
        }
    }

    /** Base address of the interface. */
    public URI url() {
        return URI.create("http://127.0.0.1:%d/v1".formatted(options.port()));
    }

    /**
     * Serves until closed or interrupted.
     *
     * @throws IllegalStateException if the model never comes up
     */
    public void serve() throws InterruptedException {
        int failures = 0;
        Duration pause = FIRST_PAUSE;
        while (true) {
            Process running = start();
            if (running == null) {
                return;
            }
            Instant begun = Instant.now();
            boolean up = awaitUp(running);
            if (up) {
                failures = 0;
                told.accept(
                        "Model %s answers on %s (process %d)"
                                .formatted(options.model(), url(), running.pid()));
            }
            int code = running.waitFor();
            synchronized (this) {
                if (closed) {
                    return;
                }
            }
            failures = up ? 0 : failures + 1;
            if (failures == ATTEMPTS_TO_COME_UP || code == LlamaServer.NO_MODEL) {
                throw new IllegalStateException(reason(code));
            }
            if (Duration.between(begun, Instant.now()).compareTo(STEADY) > 0) {
                pause = FIRST_PAUSE;
            }
            told.accept(
                    "%s; it starts again after %d ms".formatted(reason(code), pause.toMillis()));
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    private synchronized Process start() {
        if (closed) {
            return null;
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        // An abort is told by its exit code; cores and dumps hold report text.
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:+SuppressFatalErrorMessage",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dde.kherud.llama.tmpdir=" + folder,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LlamaServer.class.getName()));
        command.addAll(options.arguments(ProcessHandle.current().pid()));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            Process started = process;
            Thread.ofVirtual().name("llm-output").start(() -> keepLastLines(started));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The model's process cannot be started: check %s".formatted(command.getFirst()),
                    e);
        }
    }

    /** The last lines that say why; everything else of llama.cpp's talk is dropped. */
    private void keepLastLines(Process from) {
        try (BufferedReader lines = from.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.matches("(?i).*\\b(error|failed|what\\(\\)|abort|unable|cannot)\\b.*")) {
                    synchronized (lastLines) {
                        lastLines.addLast(line.strip());
                        if (lastLines.size() > 2) {
                            lastLines.removeFirst();
                        }
                    }
                }
            }
        } catch (IOException e) {
            // It has ended.
        }
    }

    private boolean awaitUp(Process running) throws InterruptedException {
        while (running.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), options.port()),
                        500);
                return true;
            } catch (IOException e) {
                running.waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
        return false;
    }

    private String reason(int code) {
        String how =
                switch (code) {
                    case LlamaServer.NO_MODEL ->
                            "cannot be loaded: name a whole GGUF file of an architecture that this llama.cpp knows";
                    case LlamaServer.NO_PORT ->
                            "finds port %d taken: name another with --port"
                                    .formatted(options.port());
                    case KILLED ->
                            "was killed, most likely for want of memory: name a smaller model, or a smaller --context";
                    case ABORTED -> "has aborted";
                    default -> "has ended with code %d".formatted(code);
                };
        synchronized (lastLines) {
            String last =
                    lastLines.isEmpty() ? "" : " (%s)".formatted(String.join("; ", lastLines));
            lastLines.clear();
            return "Model %s %s%s".formatted(options.model(), how, last);
        }
    }

    @Override
    public void close() {
        Process running;
        synchronized (this) {
            closed = true;
            running = process;
        }
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(5, TimeUnit.SECONDS)) {
                    running.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                running.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            told.accept("Folder %s could not be deleted: delete it by hand".formatted(folder));
        }
    }
}
