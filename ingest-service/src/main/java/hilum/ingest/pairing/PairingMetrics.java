package hilum.ingest.pairing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the pairing counts: versions that left, dead letters, studies that wait for their other
 * half, erased ones, those that went to another patient.
 */
public final class PairingMetrics {
    private final Map<String, Long> waitingByTask = new ConcurrentHashMap<>();
    private final Counter versions;
    private final Counter deadLetters;
    private final Counter unchanged;
    private final Counter erased;
    private final Counter afterErasure;
    private final Counter moved;

    public PairingMetrics(MeterRegistry registry) {
        versions = registry.counter("hilum.ingest.study.versions");
        deadLetters = registry.counter("hilum.ingest.dead.letters");
        unchanged = registry.counter("hilum.ingest.parts.unchanged");
        erased = registry.counter("hilum.ingest.studies.erased");
        afterErasure = registry.counter("hilum.ingest.parts.after.erasure");
        moved = registry.counter("hilum.ingest.studies.moved");
        Gauge.builder(
                        "hilum.ingest.studies.waiting",
                        waitingByTask,
                        tasks -> tasks.values().stream().mapToLong(Long::longValue).sum())
                .description("Studies held for their other half")
                .register(registry);
    }

    void versionLeft() {
        versions.increment();
    }

    void deadLettered() {
        deadLetters.increment();
    }

    void broughtNothingNew() {
        unchanged.increment();
    }

    void erased() {
        erased.increment();
    }

    void movedToAnotherPatient(long studies) {
        moved.increment(studies);
    }

    void cameAfterErasure() {
        afterErasure.increment();
    }

    void waiting(String task, long studies) {
        waitingByTask.put(task, studies);
    }

    void closed(String task) {
        waitingByTask.remove(task);
    }
}
