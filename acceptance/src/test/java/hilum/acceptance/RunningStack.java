package hilum.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A stack with its own home and ports, driven through the command line as a user drives it. */
final class RunningStack {
    static final ObjectMapper JSON = new ObjectMapper();
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
    private final Path home;
    private final int base;

    RunningStack(Path home, int base) {
        this.home = home;
        this.base = base;
    }

    Path home() {
        return home;
    }

    String broker() {
        return "127.0.0.1:" + (base + 92);
    }

    InetSocketAddress hl7() {
        return new InetSocketAddress("127.0.0.1", base + 75);
    }

    int vectors() {
        return base + 34;
    }

    /** Starts {@code hilum ARGUMENTS}, its output in the given file. */
    Process start(Path output, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add("-Dhilum.root=" + ROOT);
        command.add("-cp");
        command.add(
                ROOT.resolve("cli/target/classes")
                        + File.pathSeparator
                        + ROOT.resolve("cli/target/lib")
                        + "/*");
        command.add("hilum.cli.Hilum");
        command.addAll(List.of(arguments));
        command.addAll(List.of("--home", home.toString(), "--port-base", Integer.toString(base)));
        ProcessBuilder builder = new ProcessBuilder(command).directory(ROOT.toFile());
        builder.environment().put("NO_COLOR", "1");
        Files.createDirectories(output.getParent());
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    /** Runs {@code hilum ARGUMENTS} to its end and gives its output. */
    String run(int expectedExit, String... arguments) throws IOException, InterruptedException {
        Path output = home.resolve("run-" + System.nanoTime() + ".txt");
        Process process = start(output, arguments);
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(
                    "hilum %s did not end:%n%s"
                            .formatted(List.of(arguments), Files.readString(output)));
        }
        String text = Files.readString(output);
        if (process.exitValue() != expectedExit) {
            throw new AssertionError(
                    "hilum %s ended with %d:%n%s"
                            .formatted(List.of(arguments), process.exitValue(), text));
        }
        return text;
    }

    /** Process id of a part of the stack; empty while it is not running. */
    java.util.OptionalLong pid(String name) throws InterruptedException {
        try {
            for (JsonNode process : get(base, "/status").path("processes")) {
                if (process.path("name").asText().equals(name)
                        && process.path("pid").asLong() > 0) {
                    return java.util.OptionalLong.of(process.path("pid").asLong());
                }
            }
        } catch (IOException e) {
            // The supervisor is not there yet.
        }
        return java.util.OptionalLong.empty();
    }

    /** SIGKILL. */
    boolean kill(String name) throws InterruptedException {
        var pid = pid(name);
        return pid.isPresent()
                && ProcessHandle.of(pid.getAsLong())
                        .map(ProcessHandle::destroyForcibly)
                        .orElse(false);
    }

    JsonNode supervisor(String path) throws IOException, InterruptedException {
        return get(base, path);
    }

    JsonNode intake(String path) throws IOException, InterruptedException {
        return get(base + 1, path);
    }

    JsonNode embedding(String path) throws IOException, InterruptedException {
        return get(base + 3, path);
    }

    JsonNode trainer(String path) throws IOException, InterruptedException {
        return get(base + 4, path);
    }

    JsonNode eval(String path) throws IOException, InterruptedException {
        return get(base + 5, path);
    }

    private JsonNode get(int port, String path) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request(port, path).GET().build(), HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(response.body());
    }

    /** A request to one of the services; the service's offset is its place after the base. */
    HttpResponse<String> send(
            int service, String method, String path, String contentType, byte[] body)
            throws IOException, InterruptedException {
        return http.send(
                request(base + service, path)
                        .header("Content-Type", contentType)
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60));
    }

    URI registry(String path) {
        return URI.create("http://127.0.0.1:" + (base + 81) + path);
    }
}
