package hilum.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import hilum.cli.Failure;
import hilum.cli.backfill.Backlog;
import hilum.local.Service;
import hilum.transport.DependencyUnavailable;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The backlog of the stages that a study passes before it can be found, as far as the stack has
 * them. What the intake holds for its other half is in nobody's way. Asks which model serves each
 * time, since the one before gets nothing more.
 */
public final class StreamBacklog implements Backlog {
    /**
     * A study is itself and its variants to the embedding-service, and the marks of their
     * transactions.
     */
    private static final Map<Service, Integer> RECORDS_OF_A_STUDY =
            Map.of(Service.INGEST, 1, Service.VARIANT, 1, Service.EMBEDDING, 8);

    private final StackClient stack;
    private Optional<String> model = Optional.empty();
    private Optional<Lag> lag = Optional.empty();

    public StreamBacklog(StackClient stack) {
        this.stack = stack;
    }

    @Override
    public Optional<Behind> ask() {
        try {
            Lag now = lag();
            Map<Service, Long> studies = new EnumMap<>(Service.class);
            for (JsonNode process : stack.requireRunning().path("processes")) {
                for (Service stage : RECORDS_OF_A_STUDY.keySet()) {
                    if (process.path("name").asText().equals(stage.processName())) {
                        studies.put(stage, now.atMost(stage) / RECORDS_OF_A_STUDY.get(stage));
                    }
                }
            }
            if (studies.isEmpty()) {
                return Optional.empty();
            }
            Service furthest =
                    Collections.max(studies.entrySet(), Map.Entry.comparingByValue()).getKey();
            return Optional.of(
                    new Behind(
                            furthest.processName(),
                            studies.values().stream().mapToLong(Long::longValue).sum()));
        } catch (DependencyUnavailable | Failure e) {
            return Optional.empty();
        }
    }

    private Lag lag() {
        Optional<String> serves = LiveModel.version(stack);
        // Away for a moment, it most likely serves the same as before.
        if (lag.isEmpty() || serves.isPresent() && !serves.equals(model)) {
            close();
            lag = Optional.of(new Lag(stack, serves));
            model = serves;
        }
        return lag.get();
    }

    @Override
    public void close() {
        lag.ifPresent(Lag::close);
        lag = Optional.empty();
    }
}
