package hilum.ingest.pairing;

import hilum.ingest.senders.WaitingStudies;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;

/**
 * What the pairing counts: versions that left, dead letters, studies that wait for their other
 * half, erased ones, those that went to another patient.
 */
public final class PairingMetrics {
    private final WaitingStudies waiting;
    private final Counter versions;
    private final Counter deadLetters;
    private final Counter unchanged;
    private final Counter erased;
    private final Counter afterErasure;
    private final Counter moved;

    public PairingMetrics(MeterRegistry registry, WaitingStudies waiting) {
        this.waiting = waiting;
        versions = registry.counter("hilum.ingest.study.versions");
        deadLetters = registry.counter("hilum.ingest.dead.letters");
        unchanged = registry.counter("hilum.ingest.parts.unchanged");
        erased = registry.counter("hilum.ingest.studies.erased");
        afterErasure = registry.counter("hilum.ingest.parts.after.erasure");
        moved = registry.counter("hilum.ingest.studies.moved");
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

    void waiting(String task, Collection<WaitingStudies.One> studies) {
        waiting.hold(task, studies);
    }

    void leftAlone(Pairing pairing) {
        if (pairing.report() == null) {
            waiting.leftWithoutReport(pairing.site());
        } else if (pairing.awaitsKnownImages()) {
            waiting.leftWithoutImages(pairing.site());
        }
    }

    void closed(String task) {
        waiting.closed(task);
    }
}
