package hilum.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.Progress;
import hilum.cli.stack.Lag;
import hilum.cli.stack.StackClient;
import hilum.local.Service;
import hilum.transport.DependencyUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * Waits for the stream to come to rest. Gives up when nothing has moved for a long time, or when a
 * process keeps crashing, and says which.
 */
final class Settling {
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Duration STANDSTILL = Duration.ofMinutes(6);
    private static final int CRASHES = 8;

    private final StackClient stack;
    private final Observer observer;
    private final Progress progress;

    Settling(StackClient stack, Observer observer, Progress progress) {
        this.stack = stack;
        this.observer = observer;
        this.progress = progress;
    }

    /**
     * Until the studies have so many images at least, which a PACS hands on in its own time. What
     * the intake holds back because it looks like burned-in text is released: nobody is on a
     * phantom.
     *
     * @return images that were held back
     */
    int untilImages(int images) {
        Set<String> held = new TreeSet<>();
        until(
                "%d images to come from the PACS".formatted(images),
                () -> {
                    if (observer.images().values().stream().mapToInt(List::size).sum() >= images) {
                        return true;
                    }
                    for (JsonNode entry : stack.get(Service.INGEST, "/quarantine")) {
                        String id = entry.path("id").asText();
                        if (held.add(id)) {
                            stack.post(Service.INGEST, "/quarantine/" + id + "/release", Map.of());
                        }
                    }
                    return false;
                });
        return held.size();
    }

    /** Until every study has become vectors, whatever the training does. */
    void untilStreamed() {
        until(
                "what was sent to arrive",
                () -> observer.quiet().toSeconds() >= 0 && isDrained(Service.EMBEDDING));
    }

    /**
     * Until the rounds are decided, what was promoted serves, and no stage has anything left to do.
     */
    void untilAtRest(int rounds) {
        until(
                "%d training rounds to be decided and served".formatted(rounds),
                () ->
                        observer.roundsDecided() >= rounds
                                && observer.isModelAtRest()
                                && observer.quiet().compareTo(QUIET) > 0
                                && isDrained(Service.EVAL));
    }

    private boolean isDrained(Service last) {
        try (Lag lag = new Lag(stack)) {
            Map<String, Long> perGroup = lag.perGroup();
            return List.of(Service.values()).subList(0, last.ordinal() + 1).stream()
                    .allMatch(service -> perGroup.getOrDefault(service.processName(), 0L) == 0);
        } catch (DependencyUnavailable e) {
            return false; // nobody knows while the broker is away; standing still has its limit
        }
    }

    private void until(String what, BooleanSupplier reached) {
        while (!reached.getAsBoolean()) {
            observer.check();
            progress.show(observer::line);
            checkProcesses();
            if (observer.quiet().compareTo(STANDSTILL) > 0) {
                throw Failure.failed(
                        "Nothing has moved for %d minutes while waiting for %s (%s): see hilum status and hilum logs",
                        STANDSTILL.toMinutes(), what, observer.line());
            }
            pause();
        }
    }

    private void checkProcesses() {
        for (JsonNode process : stack.requireRunning().path("processes")) {
            if (process.path("restarts").asInt() >= CRASHES
                    && process.path("state").asText().equals("CRASHED")) {
                throw Failure.failed(
                        "%s has ended %d times: %s",
                        process.path("name").asText(),
                        process.path("restarts").asInt(),
                        process.path("health").asText());
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("Interrupted while the stream ran: run the demonstration again");
        }
    }

    /** Seconds since an instant, rounded up. */
    static long seconds(Instant since) {
        return (Duration.between(since, Instant.now()).toMillis() + 999) / 1000;
    }
}
