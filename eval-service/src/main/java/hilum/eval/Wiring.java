package hilum.eval;

import hilum.eval.stream.Board;
import hilum.eval.stream.EvalTopology;
import hilum.eval.stream.RegistryCodec;
import hilum.transport.Connection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.Stores;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the service together. */
@Singleton
final class Wiring {
    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Produces
    @Singleton
    Connection connection(
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            @ConfigProperty(name = "hilum.registry.url") String registryUrl) {
        return new Connection(bootstrapServers, registryUrl);
    }

    @Produces
    @Singleton
    Board board() {
        return new Board();
    }

    @Produces
    @Singleton
    Topology topology(Settings settings, Connection connection, Board board) {
        return new EvalTopology(
                        () -> new RegistryCodec(connection, board),
                        board,
                        settings.promotion(),
                        settings.pace(),
                        settings.patience(),
                        Stores::persistentKeyValueStore)
                .build();
    }

    /** A thread that fails begins again where it committed, after a pause, however often. */
    @Produces
    @Singleton
    StreamsUncaughtExceptionHandler uncaught() {
        return failure -> {
            LOG.error("Stream thread failed and is replaced: see the cause", failure);
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            }
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        };
    }
}
