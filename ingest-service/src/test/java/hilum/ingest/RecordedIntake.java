package hilum.ingest;

import hilum.ingest.intake.Intake;
import hilum.transport.Outgoing;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** Stands where the broker stands: remembers events and answers as the test wants. */
@Singleton
class RecordedIntake implements Intake {
    final ConcurrentLinkedQueue<Outgoing> events = new ConcurrentLinkedQueue<>();
    volatile Function<List<Outgoing>, CompletableFuture<Void>> answer;

    RecordedIntake() {
        reset();
    }

    final void reset() {
        events.clear();
        answer = sent -> CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> publish(List<Outgoing> sent) {
        CompletableFuture<Void> acknowledged = answer.apply(sent);
        events.addAll(sent);
        return acknowledged;
    }
}
