package hilum.cli.bench.encoders;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Output;
import hilum.cli.bench.encoders.Agreement.Vectors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One side of a comparison: a process that has loaded its job and does it when told to, so that
 * neither start nor loading counts.
 */
final class Side implements AutoCloseable {
    private final Job job;
    private final Path folder;
    private final Process process;
    private final Writer requests;
    private final BufferedReader replies;

    /**
     * A round.
     *
     * @param seconds by the clock
     * @param cpu processor seconds of the process
     */
    record Time(double seconds, double cpu) {}

    private Side(Job job, Path folder, Process process) {
        this.job = job;
        this.folder = folder;
        this.process = process;
        this.requests = process.outputWriter();
        this.replies = process.inputReader();
    }

    /** Our side, in a JVM of its own. */
    static Side ours(Job job, Path work) throws IOException {
        return start(
                job,
                work,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dhilum.threads=" + job.threads(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ours.class.getName()));
    }

    /** A rival, in Python. */
    static Side rival(Job job, Path work, Path python, Path script) throws IOException {
        return start(job, work, List.of(python.toString(), script.toString()));
    }

    private static Side start(Job job, Path work, List<String> command) throws IOException {
        Path folder = Files.createTempDirectory(work, job.kind() + "-");
        Path file = folder.resolve("job.json");
        Files.writeString(file, Output.json(job));
        List<String> whole = new ArrayList<>(command);
        whole.add(file.toString());
        ProcessBuilder builder =
                new ProcessBuilder(whole)
                        .redirectError(Redirect.to(folder.resolve("log.txt").toFile()));
        for (String name : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS")) {
            builder.environment().put(name, Integer.toString(job.threads()));
        }
        Side side = new Side(job, folder, builder.start());
        try {
            side.reply();
            return side;
        } catch (IOException | RuntimeException e) {
            side.close();
            throw e;
        }
    }

    Job job() {
        return job;
    }

    /** Does the job once. */
    Time run() throws IOException {
        JsonNode reply = ask("run");
        return new Time(reply.path("seconds").asDouble(), reply.path("cpu").asDouble());
    }

    /** Does the job once and returns what it computed. */
    Vectors vectors() throws IOException {
        Path file = folder.resolve("vectors.f32");
        int rows = ask("vectors " + file).path("rows").asInt();
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new Vectors(values, rows);
    }

    /** The highest resident size since the job was loaded, in bytes. */
    long memory() throws IOException {
        return ask("memory").path("kib").asLong() * 1_024;
    }

    private JsonNode ask(String request) throws IOException {
        requests.write(request + "\n");
        requests.flush();
        return reply();
    }

    private JsonNode reply() throws IOException {
        String line = replies.readLine();
        if (line == null) {
            throw Failure.failed(
                    "The process of %s ended: %s", job.kind(), reason(folder.resolve("log.txt")));
        }
        return Output.JSON.readTree(line);
    }

    /** The line of a log that says most likely what went wrong. */
    private static String reason(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log).stream().filter(l -> !l.isBlank()).toList();
        return lines.reversed().stream()
                .filter(line -> line.matches("(Caused by: |Exception |\\w[\\w.]*Error: ).*"))
                .findFirst()
                .orElse(lines.isEmpty() ? "it said nothing" : lines.getLast());
    }

    @Override
    public void close() {
        try {
            requests.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
