package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Progress;
import hilum.cli.StackOptions;
import hilum.local.Service;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Starts the supervisor of a stack in a session of its own, so that the terminal's Ctrl-C does not
 * reach the processes before the supervisor has stopped them in order, and waits until all are
 * ready.
 *
 * @param stack the stack
 * @param settings configuration of the services on top of their defaults
 * @param seed makes the key of the pseudonyms reproducible, for demonstrations
 * @param bound whether the stack ends with this process
 * @param services those that are started, and what they need
 */
public record Launch(
        StackClient stack,
        Map<String, String> settings,
        OptionalLong seed,
        boolean bound,
        Set<Service> services) {
    private static final int CRASHES = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    public Launch {
        settings = Map.copyOf(settings);
        services = Set.copyOf(services);
    }

    /** The whole stack. */
    public Launch(
            StackClient stack, Map<String, String> settings, OptionalLong seed, boolean bound) {
        this(stack, settings, seed, bound, EnumSet.allOf(Service.class));
    }

    /** Starts the stack and returns when every process is ready. */
    public void run(Progress progress) {
        Process supervisor = start();
        Instant begun = Instant.now();
        while (true) {
            Optional<JsonNode> status = stack.status();
            if (status.isPresent() && status.get().path("ready").asBoolean()) {
                return;
            }
            status.ifPresent(Launch::requireNoCrashLoop);
            if (!supervisor.isAlive()) {
                throw Failure.failed(
                        "The supervisor ended with code %d: %s",
                        supervisor.exitValue(), lastLine(log()));
            }
            if (Duration.between(begun, Instant.now()).compareTo(PATIENCE) > 0) {
                throw Failure.unhealthy(
                        "After %d s these are not ready: %s. See hilum status and hilum logs",
                        PATIENCE.toSeconds(), status.map(Launch::waiting).orElse("supervisor"));
            }
            progress.show(() -> "Starting: " + status.map(Launch::waiting).orElse("supervisor"));
            pause();
        }
    }

    private static void requireNoCrashLoop(JsonNode status) {
        for (JsonNode process : status.path("processes")) {
            if (process.path("restarts").asInt() >= CRASHES) {
                throw Failure.unhealthy(
                        "%s has ended %d times while starting: %s",
                        process.path("name").asText(),
                        process.path("restarts").asInt(),
                        process.path("health").asText());
            }
        }
    }

    private Path log() {
        return stack.home().log("supervisor");
    }

    private Process start() {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.util.logging.SimpleFormatter.format=%1$tF %1$tT.%1$tL %4$s %3$s %5$s%6$s%n",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "hilum.local.Supervisor"));
        Map<String, String> options = new LinkedHashMap<>();
        options.put("home", stack.home().path().toString());
        options.put("root", StackOptions.root().toString());
        options.put("port-base", Integer.toString(stack.ports().base()));
        seed.ifPresent(value -> options.put("seed", Long.toString(value)));
        if (bound) {
            options.put("parent", Long.toString(ProcessHandle.current().pid()));
        }
        options.put(
                "only",
                services.stream().map(Service::processName).collect(Collectors.joining(",")));
        settings.forEach((name, value) -> options.put("set." + name, value));
        options.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        try {
            Files.createDirectories(log().getParent());
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException e) {
            throw Failure.failed(
                    "The supervisor cannot be started in %s: %s",
                    stack.home().path(), e.getMessage());
        }
    }

    private static String waiting(JsonNode status) {
        List<String> waiting = new ArrayList<>();
        for (JsonNode process : status.path("processes")) {
            if (!List.of("READY", "STOPPED").contains(process.path("state").asText())) {
                waiting.add(
                        "%s (%s)"
                                .formatted(
                                        process.path("name").asText(),
                                        process.path("health").asText()));
            }
        }
        return String.join(", ", waiting);
    }

    private static String lastLine(Path log) {
        try {
            return Files.readAllLines(log).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("\tat "))
                    .reduce((first, second) -> second)
                    .orElse("see " + log);
        } catch (IOException e) {
            return "see " + log;
        }
    }

    static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted: run the command again");
        }
    }
}
