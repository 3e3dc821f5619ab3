package hilum.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A command in a process of its own, with a heap of 64 MB, which signals can end. */
public final class ForkedHilum {
    /** The bit of SIGINT in a mask of signals. */
    private static final long SIGINT = 1L << 1;

    private final Process process;
    private final Path out;
    private final Path err;

    private ForkedHilum(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code hilum} with arguments; what it prints goes to files in a folder. */
    public static ForkedHilum start(Path folder, String... arguments) throws IOException {
        return startMain(folder, Hilum.class, arguments);
    }

    /** Starts a main class. */
    public static ForkedHilum startMain(Path folder, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        return new ForkedHilum(process, out, err);
    }

    /** Sends a signal by its name. */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /**
     * Whether what runs the tests ignores Ctrl-C, as a shell's background jobs do, and all it
     * starts.
     */
    public static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .anyMatch(ignored -> (ignored & SIGINT) != 0);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; returns the exit code. */
    public int exit() throws InterruptedException {
        if (!process.waitFor(280, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** What it printed to stdout. */
    public String result() throws IOException {
        return Files.readString(out);
    }

    /** What it printed to stderr. */
    public String said() throws IOException {
        return Files.readString(err);
    }
}
