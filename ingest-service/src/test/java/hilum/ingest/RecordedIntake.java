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
public class RecordedIntake implements Intake {
    final ConcurrentLinkedQueue<Outgoing> events = new ConcurrentLinkedQueue<>();
    volatile Function<List<Outgoing>, CompletableFuture<Void>> answer;

    RecordedIntake() {
        reset();
    }

    /** What came since the last reset, in order. */
    public List<Outgoing> events() {
        return List.copyOf(events);
    }

    /** Has what comes answered so, until the next reset. */
    public void answer(Function<List<Outgoing>, CompletableFuture<Void>> next) {
        answer = next;
    }

    public final void reset() {
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
