package hilum.eval;

import hilum.eval.stream.Board;
import hilum.transport.Heartbeats;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready when the stream runs and nothing that it needs is away; else says what is. */
@Readiness
@Singleton
final class StreamReadiness implements HealthCheck {
    private final Instance<KafkaStreams> streams;
    private final Board board;

    @Inject
    StreamReadiness(Instance<KafkaStreams> streams, Board board) {
        this.streams = streams;
        this.board = board;
    }

    @Override
    public HealthCheckResponse call() {
        KafkaStreams.State state = streams.get().state();
        boolean running = state == KafkaStreams.State.RUNNING && board.isOpen();
        Optional<String> outage =
                board.outage().or(() -> Heartbeats.silence(streams.get().metrics()));
        var response =
                HealthCheckResponse.named("evaluation stream")
                        .status(running && outage.isEmpty())
                        .withData("state", state.name());
        if (!running) {
            response.withData(
                    "missing",
                    "the stream is not running: broker or topics are away, or state is being restored");
        }
        outage.ifPresent(what -> response.withData("outage", what));
        return response.build();
    }
}
